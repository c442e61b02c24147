"""What the desk says, in English and in Spanish (by us; no translator has read it)."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = {"en": "English", "es": "Español"}
SIZES = ("sheet", "large-print")
_EN = {
    "give": "Give leaflets", "look_back": "Look back", "here": "On this computer only",
    "find": "Find a leaflet", "hint": "Word or product", "search": "Search",
    "sets": "Sets for a visit", "single": "Single leaflets", "nothing": "No leaflet has that.",
    "language": "Language", "size": "Size", "sheet": "Regular", "large-print": "Large print",
    "copies": "Copies", "by": "Given by", "by_hint": "your code, at most 4 letters",
    "print": "Record, then print",
    "privacy": "No patient name is asked for or kept. Next, you get one line for the chart.",
    "recorded": "Recorded", "chart": "Paste this line into the patient’s chart",
    "select": "One click on the line selects all of it.", "issue": "Issue",
    "open": "Open the pages to print", "next": "Next patient", "leaflet": "Leaflet",
    "edition": "Edition", "draft": "Draft", "signed": "Signed", "pages": "Pages",
    "when": "Day", "none": "Nothing has been given yet.", "stop": "Nothing was recorded.",
    "choose": "Choose a leaflet or a set first.", "back": "Back", "skip": "To the leaflets",
    "old": "Do not hand this out. It has changed since, or its review is overdue. Give it anew.",
    "as_it_was": "See it as it was",
    "names": "Names are not kept here. Look up the issue number in the chart.",
}  # fmt: skip
_ES = {
    "give": "Entregar folletos", "look_back": "Ver lo entregado", "here": "Solo en este equipo",
    "find": "Buscar un folleto", "hint": "Palabra o producto", "search": "Buscar",
    "sets": "Paquetes para una visita", "single": "Folletos sueltos",
    "nothing": "Ningún folleto tiene eso.", "language": "Idioma del folleto", "size": "Tamaño",
    "sheet": "Normal", "large-print": "Letra grande", "copies": "Copias", "by": "Entrega",
    "by_hint": "su código, 4 letras como máximo", "print": "Registrar y luego imprimir",
    "privacy": "No se pide ni se guarda ningún nombre de paciente. Después verá una línea "
    "para el expediente.",
    "recorded": "Registrado", "chart": "Copie esta línea en el expediente",
    "select": "Un clic en la línea la selecciona toda.", "issue": "Entrega",
    "open": "Abrir las páginas para imprimir", "next": "Siguiente paciente", "leaflet": "Folleto",
    "edition": "Edición", "draft": "Borrador", "signed": "Firmado", "pages": "Páginas",
    "when": "Día", "none": "Todavía no se ha entregado nada.", "stop": "No se registró nada.",
    "choose": "Elija primero un folleto o un paquete.", "back": "Volver", "skip": "A los folletos",
    "old": "No lo entregue. Ha cambiado desde entonces, o su revisión está vencida. Entréguelo de "
    "nuevo.", "as_it_was": "Ver cómo era",
    "names": "Aquí no se guardan nombres. Busque el número de entrega en el expediente.",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "es": _ES}
