"""Roster workbooks as offices have them, by four writers, each with what a person sees in it."""

from tests.roster_books.book import BOOKS, SEEN, Book
from tests.roster_books.by_hand import strict_copy
from tests.roster_books.by_libreoffice import SOURCES
from tests.roster_books.by_openpyxl import open_book
from tests.roster_books.by_xlsxwriter import start_book

__all__ = ["BOOKS", "SEEN", "SOURCES", "Book", "open_book", "start_book", "strict_copy"]
