"""Moodle's grading worksheet: every byte that is not ours stays."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.base.errors import UserError
from tuitrainer.grading.classroom.worksheet import Filled, Mark, fill
from tuitrainer.grading.classroom.worksheet_file import read_sheet

ENGLISH = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 101","Ada ""the"" Lovelace",ada@x.org,"Submitted for grading",,20.00,Yes,'
    '"Tuesday, 1 December 2026, 9:00 PM",-,\n'
    '"Participant 102","Hopper, Grace",g@x.org,"Submitted for grading",11.00,20.00,Yes,-,-,"<p>Well done</p>"\n'
    '"Participant 103",Kim,k@x.org,"No submission",,20.00,No,-,-,\n'
    '"Participant 104",Eve,e@x.org,"No submission",,20.00,Yes,-,-,\n'
)
FRENCH = (
    'Identifiant,"Nom complet",Statut,Note,"Note maximale","La note peut être modifiée",'
    '"Dernière modification (note)","Feedback par commentaires"\r\n'
    'Participant101,"Zoé Dupré","Remis pour évaluation",,"100,00",Oui,-,\r\n'
    'Participant102,"Noël","Remis pour évaluation","50,00","100,00",Non,-,\r\n'
)


def filled(text: str | bytes, *marks: Mark) -> Filled:
    return fill(text if isinstance(text, bytes) else text.encode(), "sheet.csv", marks)


def cells(content: bytes, delimiter: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_english_sheet(tmp_path: object) -> None:
    marks = [
        Mark("Ada", "101", 0.675, ("exercise04: 6.75 of 10 points", "softmax: 1 < 2 & so on")),
        Mark("Grace", "102", 1.0, ("exercise04: 10 of 10 points",)), Mark("Kim", "103", 0.5), Mark("Bob", "", 0.5),
        Mark("Eva", "999", 0.5),
    ]  # fmt: skip
    result = filled(ENGLISH, *marks)
    wanted = ENGLISH.replace(
        '"Submitted for grading",,20.00,Yes,"Tuesday, 1 December 2026, 9:00 PM",-,\n',
        '"Submitted for grading",13.50,20.00,Yes,"Tuesday, 1 December 2026, 9:00 PM",-,'
        '"tuitrainer: exercise04: 6.75 of 10 points<br />softmax: 1 &lt; 2 &amp; so on"\n',
    ).replace("11.00,20.00", "20.00,20.00")
    assert result.content.decode() == wanted, "a teacher's own words stay"
    assert result.filled == ('Ada "the" Lovelace', "Hopper, Grace")
    assert result.replaced == ("Hopper, Grace",)
    assert result.locked == ("Kim",)
    assert result.without_row == ("Bob", "Eva")
    assert result.without_student == ("Eve",)


def test_french_sheet_has_decimal_commas_and_identifiers_without_a_space() -> None:
    result = filled(FRENCH, Mark("Zoé", "101", 1 / 3, ("é",)), Mark("Noël", "102", 1.0))
    assert result.content.decode() == FRENCH.replace(
        '"Remis pour évaluation",,"100,00",Oui,-,\r\n',
        '"Remis pour évaluation","33,33","100,00",Oui,-,"tuitrainer: é"\r\n',
    )
    assert result.locked == ("Noël",)


def test_our_own_feedback_is_ours_to_replace() -> None:
    once = filled(ENGLISH, Mark("Ada", "101", 0.5, ("old",))).content
    again = filled(once, Mark("Ada", "101", 0.75, ("new",)))
    assert again.content == filled(ENGLISH, Mark("Ada", "101", 0.75, ("new",))).content
    assert again.replaced == ('Ada "the" Lovelace',)
    wrapped = once.replace(b"tuitrainer: old", b"<p>tuitrainer: old</p>")  # as Moodle's editor gives it back
    assert b"new" in filled(wrapped, Mark("Ada", "101", 0.75, ("new",))).content


def test_nothing_is_said_where_the_grader_failed() -> None:
    result = filled(ENGLISH, Mark("Ada", "101", None, ("not graded",)))
    assert result.content == ENGLISH.encode()
    assert result.not_judged == ('Ada "the" Lovelace',)
    assert result.without_student == ("Hopper, Grace", "Kim", "Eve")


def test_mark_line_ends_and_separator_of_a_spreadsheet_stay() -> None:
    text = b"\xef\xbb\xbf" + FRENCH.replace('"100,00"', "100,00").replace(",", ";").replace("100;00", "100,00").encode()
    text = text.replace(b"50;00", b"50,00")
    result = filled(text, Mark("Zoé", "101", 0.5))
    assert result.content == text.replace(
        'Remis pour évaluation";;100'.encode(), 'Remis pour évaluation";50,00;100'.encode()
    )
    windows = ENGLISH.replace("Kim", "Zoé").encode("cp1252")
    answer = filled(windows, Mark("Ada", "101", 1.0, ("a ≤ é",))).content
    assert "Zoé".encode("cp1252") in answer
    assert b"a &#8804; \xe9" in answer


def test_students_who_share_a_number_are_told_and_not_mixed_up() -> None:
    result = filled(ENGLISH, Mark("Ada", "101", 1.0), Mark("Not Ada", "0101", 0.0))
    assert result.content == ENGLISH.encode()
    assert result.without_row == ("Ada", "Not Ada")
    twice = ENGLISH + ENGLISH.splitlines(keepends=True)[1]
    assert filled(twice, Mark("Ada", "101", 1.0)).content.count(b"20.00,20.00") == 1


def test_rows_that_are_cut_off_or_have_a_scale_stay() -> None:
    text = ENGLISH.replace("20.00,No", "Excellent,No") + '"Participant 105",Cut\n\n'
    result = filled(text, Mark("Kim", "103", 1.0), Mark("Cut", "105", 1.0))
    assert result.content == text.encode()
    assert result.damaged == ("Kim", "Cut")


@pytest.mark.parametrize("share", [0.0, 1.0, 1.2])
def test_grades_stay_within_the_maximum(share: float) -> None:
    (row,) = [row for row in cells(filled(ENGLISH, Mark("Ada", "101", share)).content) if "101" in row[0]]
    assert row[4] == f"{20 * min(share, 1):.2f}"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xef\xbb\xbf", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n\0\0", ENGLISH.encode("utf-16"),
     b'Identifier,Grade,"Maximum grade\n',
     b"Identifier,Grade\nParticipant 1,\n", b"Identifier,Grade,Maximum grade\n" + b"x" * 200_000 + b",,\n"],
)  # fmt: skip
def test_other_files_are_refused_with_what_is_wanted(content: bytes) -> None:
    with pytest.raises(UserError) as caught:
        filled(content, Mark("Ada", "1", 1.0))
    assert "sheet.csv" in str(caught.value)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6) | st.sampled_from(
    ['"', ",", "\n", "a b"]
)


@given(
    st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=3),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.data(),
)
def test_any_csv_file_is_read_as_csv_does_and_one_cell_is_changed(
    rows: list[list[str]], delimiter: str, end: str, quoting: Any, data: st.DataObject
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    sheet = read_sheet(file.getvalue().encode(), "x", delimiter)
    read = [[cell.value for cell in row] for row in sheet.rows]
    assert read == list(csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=delimiter))
    assert sheet.changed({}) == file.getvalue().encode()
    if not any(read):
        return
    row = data.draw(st.sampled_from([place for place, row in enumerate(read) if row]))
    column = data.draw(st.integers(0, len(read[row]) - 1))
    value = data.draw(CELL)
    changed = sheet.changed({(row, column): value})
    read[row][column] = value
    if read[row] != [""]:  # a line of one empty cell is none
        assert list(csv.reader(io.StringIO(changed.decode(), newline=""), delimiter=delimiter)) == read


@given(st.text(st.sampled_from('a",;\n\r '), max_size=30))
def test_broken_quotes_are_read_as_csv_does_or_refused(text: str) -> None:
    try:
        sheet = read_sheet(text.encode(), "x", ",")
    except UserError:
        return
    assert [[cell.value for cell in row] for row in sheet.rows] == list(csv.reader(io.StringIO(text, newline="")))
    assert sheet.changed({}) == text.encode()


def test_a_cell_that_had_quotes_keeps_them() -> None:
    quoted = ENGLISH.replace('grading",,20.00', 'grading","",20.00')
    wanted = ENGLISH.replace('grading",,20.00', 'grading","20.00",20.00')
    assert filled(quoted, Mark("Ada", "101", 1.0)).content.decode() == wanted
