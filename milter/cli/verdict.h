/*
 * verdict.h - a judgement printed: for a person, or with the contract's keys.
 */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "cli/judge.h"
#include "cli/out.h"

/* {"parts", "inspected", "skipped": [...], "defects": [...]}. */
json_t *verdict_coverage_json(
    const struct text_coverage *coverage, struct arena *arena);

/* The findings as the journal has them. */
json_t *verdict_findings_json(
    const struct findings *findings, struct arena *arena);

/* The object that `scan --json` prints for file. */
json_t *verdict_json(
    const char *file, const struct judgement *judgement, struct arena *arena);

/* Several lines for a person. */
void verdict_print(const struct cli *cli, const struct judgement *judgement,
    struct arena *arena);

/* One line for a finding, and one for what was not read. */
void verdict_finding_print(
    const struct cli *cli, const struct finding *finding);
void verdict_coverage_print(const struct text_coverage *coverage);

#endif
