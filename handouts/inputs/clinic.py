"""`clinic.yaml` and its folder to a Clinic."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from PIL import Image, ImageFile, UnidentifiedImageError

from handouts import assets
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, did_you_mean, nearest
from handouts.inputs.groups import (
    FolderReader,
    layers_of,
    located,
    merged_files,
    merged_settings,
    with_groups,
)
from handouts.inputs.models.base import DEVICE
from handouts.inputs.models.clinic import Clinic, ClinicSettings
from handouts.inputs.models.review import Review, Reviews
from handouts.inputs.sets import set_problems
from handouts.inputs.snapshot import PICTURES, read_folder
from handouts.inputs.styles import stylesheet_problems
from handouts.inputs.text import decode
from handouts.inputs.validation import required_lines, validate
from handouts.inputs.yaml import YamlText, parse_yaml
from handouts.paths import SETTINGS, TOPICS, parse_topic_path
from handouts.preflight.folder import folder_problems

REVIEWS = "reviews.yaml"
MAX_PIXELS = 24_000_000
# Somebody who changes one of these beside `clinic.yaml` would wonder why nothing changes.
_RIVALS = frozenset({SETTINGS, "clinic.yml", "clinic.toml", "clinic.json", "clinic.ini"})
_IN_QUOTES = re.compile(r"[“„«‘][^“”„«»‘’]*[”“»’]")


def load_clinic(folder: Path) -> Clinic:
    """Return the clinic that `folder` describes.

    Raises:
        InvalidInput: with every problem of the folder's files and settings at once.
    """
    files = read_clinic_folder(folder)
    return read_clinic(files, folder, clinic_id(folder))


def read_clinic_folder(folder: Path, read: FolderReader = read_folder) -> Mapping[str, bytes]:
    """Return the files of a clinic's folder and of its groups; see `with_groups`.

    Raises:
        InvalidInput: this is no clinic's folder, files of it cannot be read, or a group is not
            to be had.
    """
    return with_groups(folder, read_own_folder(folder), read)


def read_own_folder(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a clinic's folder by their path inside it; `clinic.yaml` is among them.

    Raises:
        InvalidInput: this is no clinic's folder, or files of it cannot be read.
    """
    if not folder.is_dir():
        raise InvalidInput([Diagnostic(str(folder), None, _no_folder(folder))])
    files = read_folder(folder)
    if SETTINGS not in files:
        others = nearest(SETTINGS, [path.name for path in folder.iterdir()], limit=1)
        hint = f"rename {others[0]} to {SETTINGS}" if others else f"run `handouts init {folder}`"
        raise InvalidInput([Diagnostic(str(folder / SETTINGS), None, f"no such file; {hint}")])
    others = sorted(path.name for path in folder.iterdir() if path.name.lower() in _RIVALS)
    if rivals := [name for name in others if name != SETTINGS]:
        message = f"{rivals[0]} lies beside it, and only one can be meant; delete the other one"
        raise InvalidInput([Diagnostic(str(folder / SETTINGS), None, message)])
    return files


def read_clinic(layered: Mapping[str, bytes], folder: Path, name: str) -> Clinic:
    """Return the clinic with the id `name` that files, once read from `folder`, describe.

    Raises:
        InvalidInput: with every problem of the files and settings at once.
    """
    shown = str(folder / SETTINGS)
    layers = layers_of(layered, str(folder))
    parsed = merged_settings(layers)
    files, group_folders = merged_files(layers)
    if parsed.data == "":
        needed = required_lines(ClinicSettings)
        raise InvalidInput([Diagnostic(shown, 1, f"the file is empty; it needs at least {needed}")])
    problems: list[Diagnostic] = []
    for path, data in files.items():
        if path.endswith(".css"):
            problems += stylesheet_problems(data, str(folder / path))
    found = folder_problems(files, str(folder), assets.shipped_files())
    spoiled = _by_topic(found, str(folder))
    tied = {problem for group in spoiled.values() for problem in group}
    problems += [problem for problem in found if problem not in tied]
    reviews: list[Review] = []
    for layer in reversed(layers):
        if REVIEWS not in layer.files:  # a clinic without the file has no reviews
            continue
        try:
            reviews += read_reviews(layer.files[REVIEWS], f"{layer.folder}/{REVIEWS}").root
        except InvalidInput as error:
            problems += error.problems
    try:
        settings = validate(ClinicSettings, parsed)
        problems += _logo_problems(settings, parsed, files)
        problems += _quote_problems(parsed)
        problems += set_problems(settings, parsed, _topic_ids(files))
    except InvalidInput as error:
        problems += error.problems
    layered = layered if len(layers) > 1 else {}
    if problems:
        raise InvalidInput(located(problems, str(folder), group_folders))
    spoiled = {
        topic: located(group, str(folder), group_folders) for topic, group in spoiled.items()
    }
    return Clinic(
        name, settings, str(folder), files, Reviews(tuple(reviews)), spoiled, parsed,
        group_folders, layered,
    )  # fmt: skip


def _by_topic(problems: Iterable[Diagnostic], folder: str) -> Mapping[str, tuple[Diagnostic, ...]]:
    """Return the problems of pictures that lie in a topic's folder, by the topic."""
    found: dict[str, list[Diagnostic]] = {}
    for problem in problems:
        path = PurePosixPath(problem.file.removeprefix(f"{folder}/"))
        if path.suffix.lower() in PICTURES and f"{path}".startswith(TOPICS):
            found.setdefault(path.parts[2], []).append(problem)
    return {topic: tuple(group) for topic, group in found.items()}


def _topic_ids(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the ids of all topics, the clinic's and ours."""
    found = map(parse_topic_path, (*files, *assets.shipped_files()))
    return frozenset(path.topic for path in found if path)


def read_reviews(data: bytes, shown: str) -> Reviews:
    """Return what stands in a file of reviews.

    Raises:
        InvalidInput: it has faults.
    """
    parsed = parse_yaml(decode(data, shown), shown)
    if not isinstance(parsed.data, list):
        message = "expected a list of reviews; start each with `- topic: …`"
        raise InvalidInput([Diagnostic(shown, parsed.line_of(()), message)])
    return validate(Reviews, parsed)


def clinic_id(folder: Path) -> str:
    """Return the name of `folder` as it is used in output paths: plain letters and dashes.

    It can be a file name on every system, Windows included.
    """
    name = unicodedata.normalize("NFKD", folder.resolve().name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    return f"{slug}-clinic" if DEVICE.fullmatch(slug) else slug or "clinic"


def _no_folder(folder: Path) -> str:
    if folder.exists():
        return "is a file; name the clinic's folder, the one that holds clinic.yaml"
    siblings = folder.parent if folder.parent.is_dir() else Path()
    names = [path.name for path in siblings.iterdir() if (path / SETTINGS).is_file()]
    close = did_you_mean(folder.name, names)
    return f"no such clinic folder; {close or f'make one with `handouts init {folder}`'}"


def _quote_problems(parsed: YamlText) -> Iterator[Diagnostic]:
    """Yield values in quotes that YAML takes for letters, and leaflets would print."""
    for place, text in parsed.texts():
        if place[0] != "strapline" and _IN_QUOTES.fullmatch(text):
            name = ".".join(map(str, place))
            message = f"{name}: {text} would be printed with its quotes; use straight quotes"
            yield Diagnostic(*parsed.where(place), message)


def _logo_problems(
    settings: ClinicSettings, parsed: YamlText, files: Mapping[str, bytes]
) -> list[Diagnostic]:
    """Return what is wrong with the logo file: not there, outside, or not a picture."""
    if settings.logo is None:
        return []
    name = settings.logo.file
    where = parsed.where(("logo", "file"))
    message = None
    if name.startswith(("/", "~", "\\")) or ".." in Path(name).parts or ":" in name:
        message = f"“{name}” must be a file inside the clinic's folder"
    elif "\\" in name:
        message = f"“{name}”: write / between folders, not \\"
    elif inside := [path for path in files if path.startswith(f"{name.rstrip('/')}/")]:
        pictures = [path for path in inside if Path(path).suffix.lower() in PICTURES]
        message = f"“{name}” is a folder; name the picture in it"
        message += f", such as {pictures[0]}" if pictures else ""
    elif Path(name).suffix.lower() not in PICTURES:
        message = f"“{name}” cannot be used; convert the logo to SVG or PNG"
    elif name not in files:
        pictures = [path for path in files if Path(path).suffix in PICTURES]
        message = (
            f"“{name}” is not in the folder; {did_you_mean(name, pictures) or 'copy it there'}"
        )
    else:
        message = picture_fault(name, files[name])
    return [Diagnostic(*where, f"logo.file: {message}")] if message else []


def picture_fault(name: str, data: bytes) -> str | None:
    """Return what is wrong with a picture's bytes, or None if it can be printed."""
    if not data:
        return f"“{name}” is an empty file; export the picture again"
    if Path(name).suffix.lower() == ".svg":
        try:
            root = ElementTree.fromstring(data)  # noqa: S314  # expat >= 2.4.1 stops bombs
        except ElementTree.ParseError as error:
            return f"“{name}” is not an SVG picture ({error}); export it again"
        if root.tag.rpartition("}")[2] != "svg":
            return f"“{name}” is not an SVG picture; export it again"
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            if image.width * image.height > MAX_PIXELS:
                return f"“{name}” has {image.width} x {image.height} pixels; make it smaller"
            with _whole_pictures():
                image.load()
    except UnidentifiedImageError:
        return f"“{name}” is not a PNG, JPEG, WebP or SVG picture; export it again"
    except (OSError, ValueError, SyntaxError) as error:
        return f"“{name}” is a broken picture ({error}); export it again"
    return None


@contextmanager
def _whole_pictures() -> Iterator[None]:
    """Make Pillow refuse pictures that are cut off, which WeasyPrint tells it to accept."""
    accepted = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = accepted
