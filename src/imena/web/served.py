"""The application as a server takes it: Django, with the static files in front of it.

``imena.web.served:application`` is what gunicorn is given on a server; on a laptop
:func:`serve` runs it in waitress.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise

from imena.registry.start import start

STATIC = Path(__file__).parent / "static"
#: The reports embed these; the pages load them.
FONTS = Path(__file__).parent.parent / "reports" / "fonts"
#: The bulletin embeds these; the pages of figures load them.
FIGURES = Path(__file__).parent.parent / "reports" / "bulletin" / "static"
#: What stands where under the address of files that do not change.
FOLDERS = {"": STATIC, "fonts/": FONTS, "figures/": FIGURES}
#: At once on a laptop: a few people, each request a few hundredths of a second.
THREADS = 4
#: What one request may bring: a photograph and what is written with it.
MOST_BYTES = 20_000_000


def made() -> WhiteNoise:
    """The WSGI application of this case file; makes sure that sessions have their table."""
    start()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    from imena.registry.engine.statistics import gather

    call_command("migrate", "sessions", verbosity=0, interactive=False)
    gather()
    return with_files(get_wsgi_application())


def with_files(application: Any) -> WhiteNoise:
    """The application behind the files that do not change, and no others."""
    files = WhiteNoise(application, max_age=600)
    for under, folder in FOLDERS.items():
        files.add_files(str(folder), prefix=f"static/{under}")
    settled()
    return files


def settled() -> None:
    """Whatever is loaded stays: looking through all of it for what may be thrown away would hold
    up a page by a tenth of a second, time and again."""
    gc.collect()
    gc.freeze()


def serve(host: str, port: int) -> None:
    """Answer on ``host`` and ``port`` until interrupted."""
    import waitress

    waitress.serve(
        made(),
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=MOST_BYTES,
        # In memory too: a photograph must not lie on a disk as it is, not even for a moment.
        inbuf_overflow=MOST_BYTES,
    )


def __getattr__(name: str) -> Any:
    """``application``, made when a server first asks for it."""
    if name != "application":
        raise AttributeError(name)
    application = made()
    globals()["application"] = application
    return application
