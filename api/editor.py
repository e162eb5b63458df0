"""Editor: the built page and its files. In a wheel they lie in `api/static`, in a checkout in `editor/dist`."""

import html
import mimetypes
from pathlib import Path
from secrets import token_urlsafe

from fastapi.responses import FileResponse, HTMLResponse, Response

from api.settings import Settings

HERE = Path(__file__).parent
NONCE = '<meta name="csp-nonce" content="'
IMMUTABLE = "public, max-age=31536000, immutable"
"""Files in `assets` have a hash in their name."""

NOT_BUILT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tundish</title></head><body>
<h1>The editor is not built</h1>
<p>The server runs, but this checkout has no editor yet. Build it with <code>./dev demo</code>, or in the folder
<code>editor</code> with <code>npm ci</code> and <code>npm run build</code>, and load this page again.</p>
</body></html>"""


def folder_of(settings: Settings) -> Path:
    """Where the built editor is, or would be."""
    if settings.editor:
        return settings.editor
    packed = HERE / "static"
    return packed if packed.is_dir() else HERE.parent / "editor" / "dist"


def answer(folder: Path, path: str) -> Response:
    """A file of the editor, or its page for every path that is not a file."""
    file = _inside(folder, path)
    if file is None:
        return page(folder)
    caching = IMMUTABLE if path.startswith("assets/") else "no-cache"
    media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(file, media_type=media, headers={"Cache-Control": caching})


def page(folder: Path) -> Response:
    """The page, with a nonce of its own for the styles it makes."""
    nonce = token_urlsafe(16)
    try:
        text = (folder / "index.html").read_text("utf-8")
    except OSError:
        return HTMLResponse(NOT_BUILT, headers=_headers(nonce))
    return HTMLResponse(text.replace(NONCE, NONCE + nonce), headers=_headers(nonce))


def notice(title: str, text: str, status: int) -> Response:
    """A page that says one thing."""
    title, text = html.escape(title), html.escape(text)
    body = f'<!doctype html><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{text}</p>'
    return HTMLResponse(body, status, headers=_headers(token_urlsafe(16)))


def policy(nonce: str) -> str:
    """What the page may load: our own files; styles made by script only with the nonce."""
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def _headers(nonce: str) -> dict[str, str]:
    return {"Content-Security-Policy": policy(nonce), "Cache-Control": "no-store"}


def _inside(folder: Path, path: str) -> Path | None:
    """The file at a path, if it is one and lies in the folder."""
    if not path or "\0" in path:
        return None
    try:
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder.resolve()) and file.is_file() and file.name != "index.html" else None
    except (OSError, ValueError):
        return None
