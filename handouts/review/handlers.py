"""What workers do for `requests`."""

from __future__ import annotations

from handouts.batch.handlers import session_for
from handouts.review.requests import ProofReply, ProofRequest


def proof(request: ProofRequest) -> ProofReply:
    """Return the review pack of some texts."""
    from handouts.reports.proof_pdf import proof_pack  # loads WeasyPrint

    session = session_for(request.clinic)
    signed = {(topic, locale): words for topic, locale, words in request.signed}
    paper = request.paper or session.default_paper
    pack = proof_pack(session, request.texts, signed, paper, request.with_sheets)
    return ProofReply(pack.digests, pack.pages, pack.not_made, data=pack.pdf)
