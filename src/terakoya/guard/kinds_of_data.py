"""The kinds of personal data that the guard knows, and what stands in their place when masked."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["LABELS", "Kind"]


class Kind(StrEnum):
    """What a place in a text is; the values are stable and may be kept in files."""

    MY_NUMBER = "my-number"
    DRIVING_LICENCE = "driving-licence"
    PASSPORT = "passport"
    RESIDENCE_CARD = "residence-card"
    RESIDENT_RECORD_CODE = "resident-record-code"
    BASIC_PENSION_NUMBER = "basic-pension-number"
    INSURANCE_NUMBER = "insurance-number"
    CARD = "card"
    BANK_ACCOUNT = "bank-account"
    PHONE = "phone"
    MAIL = "mail"
    POSTAL_ADDRESS = "postal-address"
    BIRTH_DATE = "birth-date"
    NAME = "name"


LABELS = {
    Kind.MY_NUMBER: "〔個人番号〕",
    Kind.DRIVING_LICENCE: "〔免許証番号〕",
    Kind.PASSPORT: "〔旅券番号〕",
    Kind.RESIDENCE_CARD: "〔在留カード番号〕",
    Kind.RESIDENT_RECORD_CODE: "〔住民票コード〕",
    Kind.BASIC_PENSION_NUMBER: "〔基礎年金番号〕",
    Kind.INSURANCE_NUMBER: "〔保険の番号〕",
    Kind.CARD: "〔カード番号〕",
    Kind.BANK_ACCOUNT: "〔口座番号〕",
    Kind.PHONE: "〔電話番号〕",
    Kind.MAIL: "〔メール〕",
    Kind.POSTAL_ADDRESS: "〔住所〕",
    Kind.BIRTH_DATE: "〔生年月日〕",
    Kind.NAME: "〔氏名〕",
}
