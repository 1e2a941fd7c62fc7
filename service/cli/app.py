"""The table of commands."""

from __future__ import annotations

import typer

from service.cli import answer, demo, drill, lab, question, serve

app = typer.Typer(
    name="drillproof",
    help="Runs disaster-recovery drills and proves what they achieved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(question.validate)
app.command()(question.plan)
app.command()(drill.run)
app.command()(drill.resume)
app.command()(answer.judge)
app.command()(answer.report)
app.command()(answer.verify)
app.add_typer(lab.app, name="lab")
app.command()(question.schema)
app.command()(demo.demo)
app.command()(serve.serve)
