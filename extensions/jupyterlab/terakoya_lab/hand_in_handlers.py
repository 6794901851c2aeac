"""Handing in from JupyterLab: the words, how it stands, and the hand-in itself, as JSON."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jupyter_server.base.handlers import APIHandler
from tornado import web

from terakoya.exchange import PortalClient, PortalError
from terakoya.exchange.portal_client import PORTAL
from terakoya.language import LANGUAGES, Language, preferred_language, use_language
from terakoya_lab.hand_in_words import Told, button_words, list_doubts, tell_standing, tell_taken
from terakoya_lab.own_folder import OwnFolder, find_folder

__all__ = ["HandInHandler", "WordsHandler"]

_REFUSED, _NOT_HERE = 422, 404


class _Asked(APIHandler):
    """A question of the page's script; `lang` is the language of its JupyterLab."""

    def language(self, told: str) -> Language:
        """Return the language to answer in: JupyterLab's own, else this server's."""
        known = [each for each in LANGUAGES if told[:2].lower() == each]
        return known[0] if known else preferred_language(os.environ)

    async def answer(self, path: str, lang: str, tell: Callable[[OwnFolder], Told]) -> None:
        """Finish with what `tell` says of the folder of a notebook, or with one sentence.

        Raises:
            HTTPError: 404, the notebook is in no assignment's folder.
        """
        folder = find_folder(Path(self.contents_manager.root_dir), path)
        if folder is None:
            raise web.HTTPError(_NOT_HERE, "path: name a notebook of an assignment")
        language = self.language(lang)
        try:
            told = await asyncio.to_thread(_in_language, language, tell, folder)
        except PortalError as error:
            self.set_status(_REFUSED)
            self.finish(json.dumps({"message": error.sentence}))
        else:
            self.finish(json.dumps(told.as_json()))


class WordsHandler(_Asked):
    """``GET /terakoya/api/hand-in/words``: what the button and its question say."""

    @web.authenticated
    async def get(self) -> None:
        """Answer with the words; 404 where there is no site to hand in to."""
        if not os.environ.get(PORTAL):
            raise web.HTTPError(_NOT_HERE, "There is no site to hand in to.")
        with use_language(self.language(self.get_query_argument("lang", ""))):
            self.finish(json.dumps(button_words()))


class HandInHandler(_Asked):
    """``/terakoya/api/hand-in``: how a notebook's assignment stands; and hands it in."""

    @web.authenticated
    async def get(self) -> None:
        """Answer with the last hand-in and its mark; with `doubts`, what speaks against one now."""
        path = self.get_query_argument("path", "")
        tell = _tell_doubts if self.get_query_argument("doubts", "") else _tell
        await self.answer(path, self.get_query_argument("lang", ""), tell)

    @web.authenticated
    async def post(self) -> None:
        """Hand in the notebook's folder, as it is on the disk; answer with the receipt."""
        asked = self.get_json_body()
        if not isinstance(asked, dict) or not isinstance(asked.get("path"), str):
            raise web.HTTPError(400, "path: name a notebook of an assignment")
        await self.answer(asked["path"], str(asked.get("lang", "")), _hand_in)


def _in_language(language: Language, tell: Callable[[OwnFolder], Told], folder: OwnFolder) -> Told:
    with use_language(language):
        return tell(folder)


def _tell(folder: OwnFolder) -> Told:
    return tell_standing(_read_standing(folder), _page(folder))


def _tell_doubts(folder: OwnFolder) -> Told:
    standing = _read_standing(folder)
    told = tell_standing(standing, _page(folder))
    return replace(told, doubts=tuple(list_doubts(standing, folder)))


def _hand_in(folder: OwnFolder) -> Told:
    from terakoya.exchange.sending_folder import send_folder  # noqa: PLC0415 - nbgrader's apps

    taken = send_folder(folder.path.parents[1], folder.cohort, folder.assignment)
    return tell_taken(taken, _page(folder))  # whatever is asked now may fail: it is handed in


def _read_standing(folder: OwnFolder) -> Any:
    """Ask the portal, once: the page asks again."""
    client = replace(PortalClient.of_environment(), waits=())
    place = ("cohorts", folder.cohort, "assignments", folder.assignment, "standing")
    return client.get(*place).json()


def _page(folder: OwnFolder) -> str:
    """Return the address of the assignment's page, as a browser asks for it."""
    base = urlsplit(PortalClient.of_environment().address).path.rstrip("/")
    return f"{base}/learning/{quote(folder.cohort)}/{quote(folder.assignment)}"
