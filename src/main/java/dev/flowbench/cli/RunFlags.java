package dev.flowbench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.Pace;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that say how a run goes: the same words for every command that runs something. */
final class RunFlags {
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|min|m|h)");
    private static final String CAPS = "tokens, inputTokens, outputTokens, costUsd, steps, toolCalls, spawns, wallClock";

    private RunFlags() {}

    /** Adds those that hold for a run however it is begun. */
    static void add(CommandSpec spec) {
        spec.addOption(Specs.option("--approve", "all|deny|wait", "flag.approve"));
        spec.addOption(Specs.repeated("--budget", "CAP=VALUE", "flag.budget"));
        spec.addOption(Specs.option("--speed", "instant|real", "run.speed"));
        spec.addOption(Specs.flag("--trust", "flag.trust"));
        spec.addOption(Specs.flag("--events", "run.events"));
        spec.addOption(Specs.flag("--quiet", "run.quiet", "-q"));
    }

    /** Adds those that hold for a new run. */
    static void addNew(CommandSpec spec) {
        spec.addOption(Specs.repeated("--tag", "NAME=VALUE", "flag.tag"));
        spec.addOption(Specs.repeated("--pin", "NODE=JSON", "flag.pin"));
    }

    /** How a run goes by what was typed, where it is else as given. */
    static RunOptions of(ParseResult parsed, RunOptions usual) throws Failure {
        RunOptions options = usual.with(asking(parsed))
                .with(Budget.over(usual.budget(), budget(values(parsed, "--budget"))));
        var pins = new LinkedHashMap<>(usual.pins());
        pins.putAll(pins(values(parsed, "--pin")));
        var tags = new LinkedHashMap<>(usual.tags());
        for (String tag : values(parsed, "--tag")) {
            tags.put(name(tag, "--tag", "release=5.0"), tag.substring(tag.indexOf('=') + 1));
        }
        boolean dry = usual.dryRun() || Specs.has(parsed, "--dry-run");
        return new RunOptions(dry, options.asking(), options.budget(), pins, options.breakpoints(), options.paused(),
                options.documents(), options.origin(), tags, options.simulation());
    }

    /** A pin of a node that is not there would change nothing, and the run would be paid for. */
    static void requirePinned(RunOptions options, Workflow workflow) throws Failure {
        for (String node : options.pins().keySet()) {
            if (workflow.node(node).isEmpty()) {
                throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("flag.pinNode", node));
            }
        }
    }

    /** Whether exactly this content is allowed to run live from now on. */
    static boolean trusts(ParseResult parsed) {
        return Specs.has(parsed, "--trust");
    }

    static Pace pace(ParseResult parsed) throws Failure {
        return Specs.choice(parsed, "--speed", "instant", "instant", "real").equals("real")
                ? Pace.WATCHABLE
                : Pace.INSTANT;
    }

    static String[] values(ParseResult parsed, String option) {
        return parsed.matchedOptionValue(option, new String[0]);
    }

    /** What stands before the equals sign. */
    static String name(String text, String option, String example) throws Failure {
        int at = text.indexOf('=');
        if (at < 1) {
            throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("flag.form", option, text, example));
        }
        return text.substring(0, at).strip();
    }

    /** The JSON that stands after the equals sign. */
    static JsonNode json(String text, String option) throws Failure {
        String value = text.substring(text.indexOf('=') + 1);
        return Given.json(value)
                .orElseThrow(() -> new Failure(ExitCode.BAD_USAGE, CliTexts.text("flag.json", option, value)));
    }

    private static RunOptions.Asking asking(ParseResult parsed) throws Failure {
        return switch (Specs.choice(parsed, "--approve", "wait", "all", "deny", "wait")) {
            case "all" -> RunOptions.Asking.APPROVE;
            case "deny" -> RunOptions.Asking.DENY;
            // A command does not wait for a person: it ends, and another goes on.
            default -> RunOptions.Asking.SUSPEND;
        };
    }

    private static Map<String, Map<String, JsonNode>> pins(String[] typed) throws Failure {
        var pins = new LinkedHashMap<String, Map<String, JsonNode>>();
        for (String pin : typed) {
            String place = name(pin, "--pin", "draft='\"A text\"'");
            int dot = place.lastIndexOf('.');
            String node = dot < 1 ? place : place.substring(0, dot);
            String port = dot < 1 ? Kind.RESULT : place.substring(dot + 1);
            pins.computeIfAbsent(node, _ -> new LinkedHashMap<>()).put(port, json(pin, "--pin"));
        }
        return pins;
    }

    private static @Nullable Budget budget(String[] typed) throws Failure {
        @Nullable Budget budget = null;
        for (String cap : typed) {
            String value = cap.substring(cap.indexOf('=') + 1).strip();
            Budget one = switch (name(cap, "--budget", "costUsd=0.10")) {
                case "tokens" -> caps(count(cap, value), null, null, null, null, null, null, null);
                case "inputTokens" -> caps(null, count(cap, value), null, null, null, null, null, null);
                case "outputTokens" -> caps(null, null, count(cap, value), null, null, null, null, null);
                case "costUsd" -> caps(null, null, null, dollars(cap, value), null, null, null, null);
                case "steps" -> caps(null, null, null, null, count(cap, value), null, null, null);
                case "toolCalls" -> caps(null, null, null, null, null, count(cap, value), null, null);
                case "spawns" -> caps(null, null, null, null, null, null, count(cap, value), null);
                case "wallClock" -> caps(null, null, null, null, null, null, null, time(value).orElseThrow(
                        () -> new Failure(ExitCode.BAD_USAGE, CliTexts.text("flag.noTime", cap))));
                default -> throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("flag.noCap", cap, CAPS));
            };
            budget = Budget.over(budget, one);
        }
        return budget;
    }

    private static Budget caps(@Nullable Long tokens, @Nullable Long input, @Nullable Long output,
            @Nullable Decimal costUsd, @Nullable Long steps, @Nullable Long toolCalls, @Nullable Long spawns,
            @Nullable Duration wallClock) {
        return new Budget(tokens, input, output, costUsd, steps, toolCalls, spawns, wallClock, null, Extras.NONE);
    }

    private static Long count(String cap, String value) throws Failure {
        try {
            long count = Long.parseLong(value);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("flag.noCount", cap));
    }

    private static Decimal dollars(String cap, String value) throws Failure {
        try {
            var usd = new Decimal(value);
            if (usd.value().signum() >= 0) {
                return usd;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new Failure(ExitCode.BAD_USAGE, CliTexts.text("flag.noDollars", cap));
    }

    /** A time as people type it: 90s, 5min or PT5M; empty where it is none. */
    static Optional<Duration> time(String value) {
        try {
            Matcher shortForm = TIME.matcher(value.toLowerCase(Locale.ROOT));
            if (!shortForm.matches()) {
                return Optional.of(Duration.parse(value));
            }
            double amount = Double.parseDouble(shortForm.group(1));
            double millis = switch (shortForm.group(2)) {
                case "ms" -> amount;
                case "s" -> amount * 1e3;
                case "h" -> amount * 3.6e6;
                default -> amount * 6e4;
            };
            return Optional.of(Duration.ofMillis((long) millis));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
