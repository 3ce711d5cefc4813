"""The API document is valid OpenAPI 3.1."""

import json
import subprocess
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

from stage import omni


def main() -> int:
    text = subprocess.run([omni(), "openapi"], check=True, capture_output=True).stdout
    document = json.loads(text)
    errors = list(OpenAPIV31SpecValidator(document).iter_errors())
    for error in errors:
        print("/".join(str(part) for part in error.absolute_path), error.message, file=sys.stderr)
    print(f"{len(document['paths'])} paths, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
