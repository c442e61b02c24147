"""All that knows WeasyPrint's private names, and the choice between two ways to lay a page out.

`engine` is the entry: the fast path calls WeasyPrint's steps one by one, with the modules beside it
(`html_tree`, `leaflet_html`, `precomputed_styles`, `layout_limits`), and is used with the versions
it was tested with; the plain path is `HTML.render`, WeasyPrint's public call, for any other.
`boxes` names the parts of a laid-out page that we read, `pdf_objects` the objects of a PDF that is
being written, `logs` how WeasyPrint words what it noticed.
"""
