"""Make a release: `.venv/bin/python release.py 1.2.0`.

Writes the new version and its section of CHANGELOG.md in a commit, tags it, and puts wheel, source
archive and SHA256SUMS into dist/. It works in a second work tree, so that a failure leaves this one
as it was. Nothing is pushed or uploaded: push the commit and the tag once you have looked at them.
docs/releasing.md has what to do before and after.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent
VERSION_FILE = Path("handouts", "__init__.py")
CHANGES = Path("CHANGELOG.md")
UNRELEASED = "## Unreleased\n"
_VERSION_LINE = re.compile(r'^__version__ = "(\d+)\.(\d+)\.(\d+)"$', re.MULTILINE)


def cut(changes: str, version: str, day: datetime.date) -> tuple[str, str]:
    """Return the changelog with a section for `version`, and that section's text.

    Raises:
        click.ClickException: nothing stands under “Unreleased”.
    """
    before, heading, rest = changes.partition(UNRELEASED)
    section, following, older = rest.partition("\n## ")
    if not heading or not section.strip():
        raise click.ClickException(f"{CHANGES}: nothing stands under “Unreleased”; write it first")
    text = section.strip("\n")
    cut_one = f"{before}{heading}\n## {version} ({day})\n\n{text}\n{following}{older}"
    return cut_one, text


def with_version(code: str, version: str) -> str:
    """Return the package's code with `version`, which must be above the one that it has."""
    found = _VERSION_LINE.search(code)
    if not found:
        raise click.ClickException(f'{VERSION_FILE}: has no line `__version__ = "N.N.N"`')
    old = tuple(map(int, found.groups()))
    if tuple(map(int, version.split("."))) <= old:
        told = ".".join(map(str, old))
        raise click.ClickException(f"{version} is not above {told}, which is the version now")
    return _VERSION_LINE.sub(f'__version__ = "{version}"', code)


def git(*words: str | Path, cwd: Path) -> str:
    """Return what git prints."""
    done = subprocess.run(
        ["git", *words],  # noqa: S607  # git of the person who releases
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def build(folder: Path, output: Path, seconds: str) -> list[Path]:
    """Write wheel and source archive of the checkout in `folder`, and their digests."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(output)]
    # The archives hold the time of the commit, so that the same commit gives the same bytes.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": seconds}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"the build failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    made = sorted(path for path in output.iterdir() if path.suffix in {".whl", ".gz"})
    digests = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    sums = output / "SHA256SUMS"
    sums.write_text("".join(digests), encoding="utf-8")
    return [*made, sums]


@click.command(help="Make release VERSION, such as 1.2.0: commit, tag, and archives in dist/.")
@click.argument("version")
def main(version: str) -> None:
    """Make the release."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        raise click.UsageError(f"“{version}” is not a version such as 1.2.0")
    if git("status", "--porcelain", cwd=ROOT):
        raise click.ClickException("there are changes without a commit; commit or remove them")
    tag = f"v{version}"
    if git("tag", "--list", tag, cwd=ROOT):
        raise click.ClickException(f"there is a tag {tag} already")
    day = datetime.datetime.now(datetime.UTC).date()
    changes, section = cut((ROOT / CHANGES).read_text("utf-8"), version, day)
    code = with_version((ROOT / VERSION_FILE).read_text("utf-8"), version)
    with tempfile.TemporaryDirectory(prefix="handouts-release-") as temporary:
        tree, output = Path(temporary, "tree"), Path(temporary, "dist")
        output.mkdir()
        git("worktree", "add", "--quiet", "--detach", tree, cwd=ROOT)
        try:
            (tree / CHANGES).write_text(changes, encoding="utf-8")
            (tree / VERSION_FILE).write_text(code, encoding="utf-8")
            git("commit", "--quiet", "--all", "-m", f"release: {version}", cwd=tree)
            commit = git("rev-parse", "HEAD", cwd=tree)
            made = build(tree, output, git("show", "-s", "--format=%ct", cwd=tree))
            git("merge", "--quiet", "--ff-only", commit, cwd=ROOT)
            message = f"handouts {version}\n\n{section}"
            git("tag", "--annotate", "--cleanup=verbatim", tag, "-m", message, commit, cwd=ROOT)
            dist = ROOT / "dist" / version
            dist.mkdir(parents=True, exist_ok=True)
            for path in made:
                shutil.copyfile(path, dist / path.name)
                click.echo(f"{(dist / path.name).relative_to(ROOT)}")
        finally:
            git("worktree", "remove", "--force", tree, cwd=ROOT)
    click.echo(f"commit {commit[:10]}, tag {tag}; look at them, then: git push --follow-tags")


if __name__ == "__main__":
    main()
