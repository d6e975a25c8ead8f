"""Says what is wrong with a report by a schema: validate.py SCHEMA < REPORT.

A schema that ends in .xsd is for XML, any other is a JSON Schema. Prints one
mistake a line, nothing where there is none.
"""

import json
import sys

schema, report = sys.argv[1], sys.stdin.buffer.read()
if schema.endswith(".xsd"):
    from lxml import etree

    checked = etree.XMLSchema(etree.parse(schema))
    if not checked.validate(etree.fromstring(report)):
        print(*checked.error_log, sep="\n")
else:
    from jsonschema import FormatChecker, validators

    with open(schema, encoding="utf-8") as file:
        rules = json.load(file)
    kind = validators.validator_for(rules)
    for error in kind(rules, format_checker=FormatChecker()).iter_errors(json.loads(report)):
        print(error.json_path, error.message)
