"""The JSON report of schema 1 as DESIGN promises it; more keys are allowed."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

NUMBER = {"anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}]}
SHAPE = {"anyOf": [{"type": "array", "items": {"type": "integer", "minimum": 0}}, {"type": "null"}]}
VALUE = {"type": ["number", "string", "null"]}
EVIDENCE = {
    "type": "object",
    "required": ["output", "expected_shape", "got_shape", "worst_index", "expected", "got", "error", "ratio"],
    "properties": {
        "output": {"type": "string"}, "expected_shape": SHAPE, "got_shape": SHAPE, "worst_index": SHAPE,
        "expected": VALUE, "got": VALUE, "error": {"anyOf": [NUMBER, {"type": "null"}]},
        "ratio": {"anyOf": [NUMBER, {"type": "null"}]},
    },
}  # fmt: skip
DIAGNOSIS = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "title": {"type": "string", "minLength": 1},
        "message": {"type": "string", "minLength": 1},
    },
}
CHECK = {
    "type": "object",
    "required": ["name", "function", "status", "points", "max_points", "message", "diagnosis", "also", "evidence"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "function": {"type": "string", "minLength": 1},
        "status": {"enum": ["passed", "failed", "error", "timeout", "memory", "skipped"]},
        "points": {"type": "number", "minimum": 0},
        "max_points": {"type": "number", "minimum": 0},
        "message": {"type": "string"},
        "diagnosis": {"anyOf": [{"type": "null"}, DIAGNOSIS]},
        "also": {
            "type": "array",
            "items": DIAGNOSIS | {"required": ["id", "title", "message"]},
        },
        "evidence": {"anyOf": [EVIDENCE, {"type": "null"}]},
    },
}
REPORT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": [
        "schema", "exercise", "file", "sha256", "seed", "lang", "status", "score", "max_score", "duration_s",
        "isolation", "message", "checks", "output",
    ],
    "properties": {
        "schema": {"const": 1},
        "exercise": {"type": "string"},
        "file": {"type": "string", "pattern": "^(/|[A-Za-z]:)"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "seed": {"type": "integer", "minimum": 0},
        "lang": {"enum": ["en", "fr"]},
        "status": {"enum": ["passed", "failed", "error", "ungraded"]},
        "score": {"type": "number", "minimum": 0},
        "max_score": {"type": "number", "minimum": 0},
        "duration_s": {"type": "number", "minimum": 0},
        "isolation": {"enum": ["bwrap", "landlock", "seatbelt", "job-object", "limits"]},
        "message": {"type": "string"},
        "checks": {"type": "array", "items": CHECK},
        "output": {"type": "string"},
    },
}  # fmt: skip
VALIDATOR = jsonschema.Draft202012Validator(REPORT)


def read_strictly(text: str) -> Any:
    """JSON without the constants that only Python reads."""

    def refuse(constant: str) -> float:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def read_report(text: str) -> dict[str, Any]:
    """One report, checked."""
    return checked(read_strictly(text))


def checked(report: dict[str, Any]) -> dict[str, Any]:
    VALIDATOR.validate(report)
    assert report["score"] == sum(check["points"] for check in report["checks"])
    assert report["max_score"] == sum(check["max_points"] for check in report["checks"])
    assert all(check["points"] <= check["max_points"] for check in report["checks"])
    return report
