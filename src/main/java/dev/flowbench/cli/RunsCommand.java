package dev.flowbench.cli;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.Runs;
import dev.flowbench.engine.Uncertain;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code runs list|show|export|import|delete|release}: the runs that were kept. */
final class RunsCommand implements Command {
    private static final String USUAL_LIMIT = "20";

    private final Console console;
    private final Flowbench flowbench;

    RunsCommand(Console console, Flowbench flowbench) {
        this.console = console;
        this.flowbench = flowbench;
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec list = Specs.command("list", "runs.list");
        list.addOption(Specs.option("--limit", "N", "runs.limit"));
        list.addOption(Specs.flag("--json", "json"));
        list.addOption(Specs.flag("--help", "help", "-h"));
        CommandSpec show = one("show", "runs.show");
        show.addOption(Specs.flag("--json", "json"));
        CommandSpec export = one("export", "runs.export");
        export.addOption(Specs.option("--to", "FILE", "runs.to"));
        CommandSpec spec = Specs.command(name());
        spec.usageMessage().commandListHeading("%n");
        spec.addSubcommand("list", list);
        spec.addSubcommand("show", show);
        spec.addSubcommand("export", export);
        CommandSpec imports = Specs.command("import", "runs.import");
        imports.addPositional(Specs.one("FILE|-", "runs.from"));
        imports.addOption(Specs.flag("--help", "help", "-h"));
        spec.addSubcommand("import", imports);
        CommandSpec delete = Specs.command("delete", "runs.delete");
        delete.addPositional(Specs.many("RUN", "1..*", "runs.run"));
        delete.addOption(Specs.flag("--help", "help", "-h"));
        spec.addSubcommand("delete", delete);
        CommandSpec release = one("release", "runs.release");
        release.addOption(Specs.option("--step", "STEP", "runs.step"));
        release.addOption(Specs.option("--comment", "TEXT", "runs.comment"));
        spec.addSubcommand("release", release);
        return Specs.finished(spec, name());
    }

    private static CommandSpec one(String name, String key) {
        CommandSpec spec = Specs.command(name, key);
        spec.addPositional(Specs.one("RUN", "runs.run"));
        spec.addOption(Specs.flag("--help", "help", "-h"));
        return spec;
    }

    @Override
    public int run(ParseResult parsed) throws Failure {
        @Nullable ParseResult what = parsed.subcommand();
        if (what == null) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("runs.which"));
        }
        Runs runs = flowbench.runs();
        try {
            return switch (what.commandSpec().name()) {
                case "list" -> list(runs, what);
                case "show" -> show(runs, what);
                case "import" -> bring(runs, what);
                case "delete" -> delete(runs, what);
                case "release" -> release(runs, what);
                default -> export(runs, what);
            };
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private int list(Runs runs, ParseResult parsed) throws Failure, JournalException {
        int limit = limit(parsed);
        List<Journal.Summary> all = runs.list(Integer.MAX_VALUE);
        List<Journal.Summary> shown = all.subList(0, Math.min(limit, all.size()));
        if (Specs.has(parsed, "--json")) {
            console.result(RunsJson.list(shown).toPrettyString());
        } else if (all.isEmpty()) {
            console.say(CliTexts.text("runs.none"));
        } else {
            RunsTable.lines(shown).forEach(console::result);
        }
        if (shown.size() < all.size()) {
            console.say(CliTexts.text("runs.more", all.size() - shown.size(), Integer.toString(all.size())));
        }
        return ExitCode.DONE;
    }

    private static int limit(ParseResult parsed) throws Failure {
        String text = parsed.matchedOptionValue("--limit", USUAL_LIMIT);
        try {
            int limit = Integer.parseInt(text);
            if (limit > 0) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("runs.noLimit", text));
    }

    private int show(Runs runs, ParseResult parsed) throws Failure, JournalException {
        String run = found(runs, parsed);
        // How it stands before what is in it: a run that ends in between has ended, and was not interrupted.
        Optional<RunStatus> stands = runs.list(Integer.MAX_VALUE).stream().filter(one -> one.run().equals(run))
                .map(Journal.Summary::status).findFirst();
        RunTrace trace = runs.trace(run);
        if (stands.filter(RunStatus.WAITING::equals).isPresent()) {
            trace.waiting();
        } else if (stands.filter(RunStatus.INTERRUPTED::equals).isPresent()) {
            trace.interrupted();
        }
        Journal.Header header = runs.header(run).orElseThrow();
        if (Specs.has(parsed, "--json")) {
            console.result(RunsJson.run(header, trace).toPrettyString());
        } else {
            RunPage.lines(header, trace).forEach(console::result);
        }
        if (trace.status() == RunStatus.INTERRUPTED && !header.imported()) {
            console.say(CliTexts.text("runs.interrupted", run));
        }
        return ExitCode.DONE;
    }

    /** Gives back what is booked of calls of which nobody knows what they used. */
    private int release(Runs runs, ParseResult parsed) throws Failure, JournalException {
        String run = found(runs, parsed);
        @Nullable String step = parsed.matchedOptionValue("--step", null);
        List<Uncertain> released = runs.release(run, step, System.getProperty("user.name", ""),
                parsed.matchedOptionValue("--comment", ""));
        if (released.isEmpty() && step != null) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("runs.notUncertain", run, step));
        }
        for (Uncertain one : released) {
            console.result(CliTexts.text("runs.releasedStep", one.stepKey(),
                    CliTexts.text("tokens", Figures.count(one.booked().tokens())),
                    Figures.money(one.booked().nanoUsd(), one.booked().priced(), false)));
        }
        console.say(CliTexts.text(released.isEmpty() ? "runs.nothingUncertain" : "runs.released", run,
                released.size()));
        return ExitCode.DONE;
    }

    private int export(Runs runs, ParseResult parsed) throws Failure, JournalException {
        String run = found(runs, parsed);
        @Nullable String to = parsed.matchedOptionValue("--to", null);
        try {
            if (to == null) {
                runs.export(run, console.out());
            } else {
                Path file = Specs.path(to);
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    runs.export(run, out);
                }
                console.say(CliTexts.text("runs.exported", run, to));
            }
            return ExitCode.DONE;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE,
                    Why.failed("write.failed", to == null ? CliTexts.text("stdout") : to, e));
        }
    }

    private int bring(Runs runs, ParseResult parsed) throws Failure, JournalException {
        String from = parsed.matchedPositionalValue(0, "");
        String name = from.equals("-") ? CliTexts.text("stdin") : from;
        try {
            Runs.Imported run;
            if (from.equals("-")) {
                run = runs.importRun(console.in());
            } else {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(Specs.path(from)))) {
                    run = runs.importRun(in);
                }
            }
            console.result(run.run());
            console.say(CliTexts.text(run.known() ? "runs.known" : "runs.imported", run.run(), run.events()));
            return ExitCode.DONE;
        } catch (NoSuchFileException _) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("open.noRunFile", from));
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_USAGE, Why.failed("read.failed", name, e));
        } catch (JournalException e) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("place", name, String.valueOf(e.getMessage())));
        }
    }

    private int delete(Runs runs, ParseResult parsed) throws Failure, JournalException {
        var ids = new LinkedHashSet<String>();
        // All are looked for before any is deleted: a mistyped one deletes nothing.
        for (String id : parsed.matchedPositionalValue(0, new String[0])) {
            ids.add(found(runs, id));
        }
        runs.delete(ids);
        ids.forEach(id -> console.say(CliTexts.text("runs.deleted", id)));
        return ExitCode.DONE;
    }

    /** The run that the first word names. */
    static String found(Runs runs, ParseResult parsed) throws Failure, JournalException {
        return found(runs, parsed.matchedPositionalValue(0, ""));
    }

    /** The run whose id begins so. */
    static String found(Runs runs, String id) throws Failure, JournalException {
        Optional<String> found = runs.find(id);
        if (found.isPresent()) {
            return found.get();
        }
        throw new Failure(ExitCode.BAD_USAGE, id.equals("last")
                ? CliTexts.text("runs.none")
                : CliTexts.text(runs.begin(id) > 1 ? "runs.several" : "runs.unknown", id));
    }
}
