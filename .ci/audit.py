"""Ask the vulnerability service about the locked packages: .ci/audit.py PIP_AUDIT LOCK.

Exit status 0: nothing is known against any of them; 1: something is; 2: the service did
not answer for all of them, so nothing can be said.
"""

import json
import subprocess
import sys

OPTIONS = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json")


def main(pip_audit: str, lock: str) -> int:
    asked = subprocess.run(
        [pip_audit, "--requirement", lock, *OPTIONS], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (asked.stderr.strip() or asked.stdout.strip() or "it said nothing").splitlines()[-1]
        print(
            f"The vulnerability service did not answer, so nothing was audited: {last[:200]}", file=sys.stderr
        )
        return 2
    for package in packages:
        for found in package.get("vulns", ()):
            fixed = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, mended in {fixed}")
    unknown = [package["name"] for package in packages if "vulns" not in package]
    if len(unknown) == len(packages):
        print(
            f"The vulnerability service knows none of the {len(packages)} locked packages, as where it "
            "cannot be reached: nothing was audited.",
            file=sys.stderr,
        )
        return 2
    if unknown:
        print(f"Not known to the vulnerability service: {', '.join(unknown)}.", file=sys.stderr)
    bad, known = sum(bool(package.get("vulns")) for package in packages), len(packages) - len(unknown)
    print(f"{known} of {len(packages)} packages were audited; {bad} of them are vulnerable.")
    return 1 if bad else 2 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
