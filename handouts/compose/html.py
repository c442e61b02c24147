"""A clinic, its topics and a format to one HTML document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handouts import __version__
from handouts.compose.blocks import arranged, shared_boxes
from handouts.compose.context import RenderContext, render_context
from handouts.compose.fragments import DrawnTopic, draw_topic
from handouts.compose.spec import Composed, ContentSources, LeafletSpec
from handouts.compose.template_errors import template_problem
from handouts.compose.template_sandbox import TemplateSandbox
from handouts.compose.views import DocumentView, TopicView
from handouts.diagnostics import Diagnostic
from handouts.editions.marks import NO_EDITION
from handouts.errors import InvalidInput
from handouts.formats import AS_WRITTEN, FitParams, css_lengths


def compose(
    spec: LeafletSpec,
    sources: ContentSources,
    environment: TemplateSandbox,
    fit: FitParams = AS_WRITTEN,
) -> Composed:
    """Return the HTML document of a leaflet; a `Composer` does it more than once for less.

    Raises:
        InvalidInput: a topic, a setting or a template has faults; all of the topics' at once.
    """
    return Composer(spec, sources, environment).compose(fit)


class Composer:
    """Composes one leaflet as often as fitting asks; its topics are drawn once."""

    def __init__(
        self, spec: LeafletSpec, sources: ContentSources, environment: TemplateSandbox
    ) -> None:
        self._spec = spec
        self.sources = sources
        self._environment = environment
        self._drawn: tuple[RenderContext, tuple[DrawnTopic, ...]] | None = None

    def compose(self, fit: FitParams = AS_WRITTEN) -> Composed:
        """Return the HTML document, made to fit as `fit` says.

        Raises:
            InvalidInput: a topic, a setting or a template has faults; all of the topics' at once.
        """
        try:
            with self._environment.metered():
                return self._composed(fit)
        except InvalidInput:
            raise
        except Exception as error:  # a clinic's template can raise anything
            problem = template_problem(error, self._spec)
            if problem is None:
                raise
            raise InvalidInput([problem]) from None

    def _composed(self, fit: FitParams) -> Composed:
        """Return the HTML document; template errors pass through."""
        if self._drawn is None:
            context = render_context(self._spec, self.sources, self._environment)
            self._drawn = context, _draw_all(context)
        context, drawn = self._drawn
        spec, shell = self._spec, context.document
        said = shared_boxes(drawn) if shell.is_packet else ()
        views = tuple(arranged(topic, fit, said) for topic in drawn)
        document = replace(
            shell,
            topics=views,
            boxes=said,
            title=shell.packet_title if shell.is_packet else views[0].title_text,
            metadata=_metadata(spec, shell, views),
            fit=fit,
            lengths=css_lengths(spec.format, spec.paper, spec.output) | _fitted_lengths(spec, fit),
        )
        template = self._environment.get_template(spec.format.layout)
        html = template.render({**context.names, "document": document})
        return Composed(html, _properties(spec, views))


def _draw_all(context: RenderContext) -> tuple[DrawnTopic, ...]:
    """Return the topics of a leaflet, drawn.

    Raises:
        InvalidInput: with the faults of all topics.
    """
    drawn: list[DrawnTopic] = []
    problems: list[Diagnostic] = []
    for number, topic in enumerate(context.spec.topics, start=1):
        try:
            drawn.append(draw_topic(context, topic, number))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return tuple(drawn)


def _fitted_lengths(spec: LeafletSpec, fit: FitParams) -> dict[str, str]:
    """Return the custom properties of a format whose text is set in the size that fits."""
    lengths = {}
    if len(spec.format.sizes_pt) > 1:
        # Narrow columns are set tighter the smaller their text is.
        leading = min(1.3, 1.24 + 0.06 * (fit.size_pt - 11))
        lengths["--fit-size"] = f"{fit.size_pt:g}pt"
        lengths["--fit-leading"] = f"{leading:.3f}"
        lengths["--scale"] = f"{fit.scale:.3f}em"
    if fit.spare_mm:
        lengths["--spare"] = f"{fit.spare_mm:.2f}mm"
    if fit.back_spare_mm:
        lengths["--back-spare"] = f"{fit.back_spare_mm:.2f}mm"
    return lengths


def _metadata(
    spec: LeafletSpec, document: DocumentView, views: Sequence[TopicView]
) -> tuple[tuple[str, str], ...]:
    """Return the `<meta>` names and contents: what any PDF reader shows."""
    description = views[0].main_message_text if not document.is_packet else ""
    found = [
        ("author", spec.clinic.settings.name),
        ("description", description),
        ("keywords", ", ".join(view.ref for view in views)),
        ("generator", f"handouts {__version__}"),
    ]
    return tuple((name, content) for name, content in found if content)


def _properties(spec: LeafletSpec, views: Sequence[TopicView]) -> dict[str, str | tuple[str, ...]]:
    """Return our own metadata, by which a printed PDF can be traced and read back."""

    def each(values: Sequence[str]) -> str | tuple[str, ...]:
        return values[0] if len(values) == 1 else tuple(values)

    editions = [spec.editions.get(topic.id, NO_EDITION) for topic in spec.topics]
    return {
        "clinic": spec.clinic.id,
        "locale": spec.locale,
        "format": spec.format.name,
        "paper": spec.paper,
        "topic": each([topic.id for topic in spec.topics]),
        "ref": each([topic.front.ref for topic in spec.topics]),
        "version": each([topic.front.version for topic in spec.topics]),
        "issued": each([topic.front.issued.isoformat() for topic in spec.topics]),
        "review_by": each([topic.front.review_by.isoformat() for topic in spec.topics]),
        "edition": each([view.edition for view in views]),
        "edition_digest": each([edition.digest for edition in editions]),
        "text_hash": each([view.text_hash for view in views]),
        "source_hash": each([topic.text_hash for topic in spec.topics]),
        "generator": f"handouts {__version__}",
    }
