"""The API documents are valid OpenAPI, in each version in which they are written."""

import json
import pathlib
import subprocess
import sys

from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from live_server import omni

VALIDATORS = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}
# The document of a host with three dialects, which the tests of omni-http write.
FIXTURES = pathlib.Path(__file__).parents[2] / "crates/http/tests/fixtures"


def documents(version: str):
    """Each document of this version, with its name."""
    command = [omni(), "openapi", "--spec", version]
    yield "omni", subprocess.run(command, check=True, capture_output=True).stdout
    # The Gateway's has one version, whichever is asked for.
    dialects = ["wapzi", "gateway"] if version == "3.0" else ["wapzi"]
    for dialect in dialects:
        chosen = [*command, "--dialect", dialect]
        yield dialect, subprocess.run(chosen, check=True, capture_output=True).stdout
    yield "three dialects", (FIXTURES / f"three_dialects.{version}.json").read_bytes()


def main() -> int:
    failed = False
    for version, validator in VALIDATORS.items():
        for name, text in documents(version):
            document = json.loads(text)
            if not document["openapi"].startswith(version):
                print(f"{name}: openapi is {document['openapi']}, not {version}", file=sys.stderr)
                failed = True
            errors = list(validator(document).iter_errors())
            for error in errors:
                path = "/".join(str(part) for part in error.absolute_path)
                print(f"{name} {version}: {path} {error.message}", file=sys.stderr)
            print(f"{name} {version}: {len(document['paths'])} paths, {len(errors)} errors")
            failed = failed or bool(errors)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
