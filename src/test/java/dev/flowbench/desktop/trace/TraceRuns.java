package dev.flowbench.desktop.trace;

import static dev.flowbench.trace.TraceScript.amount;
import static dev.flowbench.trace.TraceScript.number;
import static dev.flowbench.trace.TraceScript.object;
import static dev.flowbench.trace.TraceScript.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Message;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.TraceFlows;
import dev.flowbench.trace.TraceScript;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs as they happen in real work, written by hand for pictures and tests. */
final class TraceRuns {
    static final String COMMITS = """
            fix: keep the order of wires when a node is renamed
            feat: pause a run at a breakpoint and edit a value
            fix: a cut-off stream no longer loses its text
            chore: bump jackson to 2.22.4
            feat: show the critical path in the trace""";
    private static final String SYSTEM = "You write release notes for people who use the product, not for those who build it.";

    private TraceRuns() {
    }

    private static ModelRequest request(String alias, String model, double temperature, String... turns) {
        List<ModelRequest.Turn> messages = new java.util.ArrayList<>();
        for (int i = 0; i < turns.length; i++) {
            messages.add(new ModelRequest.Turn(i == 0 && turns.length > 1
                    ? Message.Role.SYSTEM
                    : i % 2 == 0 && i > 0 ? Message.Role.ASSISTANT : Message.Role.USER, turns[i]));
        }
        return new ModelRequest(alias, "openai", model, null, null, messages, null, 800, temperature);
    }

    private static JsonNode verdict(double score, String feedback) {
        return object().put("score", score).put("feedback", feedback);
    }

    /** Three rounds, a repair turn in the second judgement. */
    static TraceScript notes(boolean ended) {
        TraceScript s = new TraceScript("01JD7-notes").runStarted("Release notes", Map.of("commits", text(COMMITS)),
                false);
        long polish = s.step(1, "polish", "evaluator-optimizer", "", 0, Map.of("task", text(COMMITS)));
        String[] feedback = {"Reads like a commit log. Say what changes for the reader, and drop the dependency bump.",
            "Better. The breakpoint entry still says how it was built; say what one can do now.",
            "Clear, short, and for the reader."};
        double[] scores = {0.52, 0.74, 0.91};
        String[] drafts = {
            "- fixed wire order on rename\n- breakpoints\n- stream text fix\n- jackson 2.22.4\n- critical path",
            "**Pause and mend.** The stepper now halts at breakpoints and its value store can be patched.\n\n**Nothing is lost.** Text that had arrived "
                    + "before a connection broke is kept.\n\n**See what takes time.** The trace marks the steps that decide how long a run takes.",
            "**Pause and mend.** Stop a run at any step, change a value, and go on from there.\n\n**Nothing is lost.** Text that had arrived "
                    + "before a connection broke is kept.\n\n**See what takes time.** The trace marks the steps that decide how long a run takes.\n\n"
                    + "**Renaming is safe.** Wires keep their order when you rename a node."};
        for (int i = 0; i < 3; i++) {
            Map<String, JsonNode> in = i == 0
                    ? Map.of("task", text(COMMITS))
                    : Map.of("task", text(COMMITS), "feedback", text(feedback[i - 1]));
            long draft = s.step(polish, "draft", "llm", "generator", i, in);
            String user = "Write notes for:\n" + COMMITS + "\n" + (i == 0 ? "" : "Mend this: " + feedback[i - 1]);
            s.call(draft, request("writer", "gpt-4.1-mini", 0.7, SYSTEM, user), amount(900, 800, 4_000_000));
            if (i == 2 && !ended) {
                s.pass(900);
                return s;
            }
            s.pass(1400 + 300 * i).answered(draft, drafts[i], 286 + 40 * i, 120 + 30 * i, 312_000 + 60_000L * i,
                    1_390_000 + 300_000L * i);
            s.done(draft, Map.of("result", text(drafts[i])));
            long judge = s.step(polish, "judge", "llm", "evaluator", i, Map.of("candidate", text(drafts[i])));
            ModelRequest ask = request("critic", "claude-sonnet-4-5", 0.0, "You are a strict editor.", drafts[i]);
            s.call(judge, ask, amount(700, 400, 8_000_000));
            if (i == 1) {
                s.pass(700).answered(judge, "Score: 0.74, but mend the first entry.", 240, 22, 1_100_000, 690_000);
                s.add(judge, new What.OutputRejected(
                        List.of("The answer must be a JSON object with \"score\" and \"feedback\"."), true));
                s.attempt(judge, 2).call(judge,
                        request("critic", "claude-sonnet-4-5", 0.0, "You are a strict editor.", drafts[i],
                                "Score: 0.74, but mend the first entry.",
                                "Answer again as JSON with \"score\" and \"feedback\" only."),
                        amount(800, 400, 8_000_000));
            }
            s.pass(820).answered(judge, verdict(scores[i], feedback[i]).toString(), 260 + 30 * i, 48,
                    1_500_000 + 90_000L * i, 810_000);
            s.done(judge, Map.of("result", verdict(scores[i], feedback[i])));
            s.add(polish, new What.Scored(i + 1, scores[i], text(feedback[i]), scores[i] >= 0.8, true));
        }
        s.done(polish, Map.of("result", text(drafts[2]), "score", number(0.91), "iterations", number(3)));
        long publish = s.step(1, "publish", "transform", "", 0, Map.of("value", text(drafts[2])));
        s.pass(0.4).done(publish, Map.of("result", text("# Release notes\n\n" + drafts[2])));
        return s.finished(RunStatus.DONE, Map.of("notes", text("# Release notes\n\n" + drafts[2])), null, null, 1);
    }

    /** Three branches; one is turned away twice and gives up, one answers not as asked and is mended. */
    static TraceScript review() {
        TraceScript s = new TraceScript("01JD8-review").runStarted("Contract review",
                Map.of("contract", text("MASTER SERVICES AGREEMENT …")), false);
        long review = s.step(1, "review", "parallel", "", 0, Map.of("contract", text("MASTER SERVICES AGREEMENT …")));
        long a = s.step(review, "find-liability", "llm", "liability", 0, Map.of());
        long b = s.step(review, "find-term", "llm", "term", 0, Map.of());
        long c = s.step(review, "find-money", "llm", "money", 0, Map.of());
        s.call(a, request("writer", "gpt-4.1-mini", 0.2, "Find every clause on liability.",
                "MASTER SERVICES AGREEMENT …"), amount(4000, 800, 9_000_000));
        s.call(b, request("writer", "gpt-4.1-mini", 0.2, "Find term and exit.", "MASTER SERVICES AGREEMENT …"),
                amount(4000, 800, 9_000_000));
        s.call(c, request("writer", "gpt-4.1-mini", 0.2, "Find every clause on money.", "MASTER SERVICES AGREEMENT …"),
                amount(4000, 800, 9_000_000));
        RunError busy = new RunError(ErrorCode.RATE_LIMIT, "“Find money” was turned away: too many requests to openai.",
                "Wait a minute and run again, or lower “at once” on Review.", "find-money", 1,
                "{\"error\":{\"message\":\"Rate limit reached for gpt-4.1-mini in organization on tokens per min (TPM): Limit 200000, Used 198214.\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}",
                2000);
        s.at(240).callFailed(c, busy, Amount.ZERO, false, "", 240_000);
        s.add(c, new What.Decided(What.Choice.RETRY,
                object().put("attempt", 2).put("waitMillis", 1000).put("error", "RATE_LIMIT")));
        s.at(1240).attempt(c, 2).call(c,
                request("writer", "gpt-4.1-mini", 0.2, "Find every clause on money.", "MASTER SERVICES AGREEMENT …"),
                amount(4000, 800, 9_000_000));
        s.at(1450).callFailed(c, busy, Amount.ZERO, false, "", 210_000);
        s.at(1800).answered(b, "12 months, renews by itself, 60 days' notice.", 3120, 64, 1_350_000, 1_800_000).done(b,
                Map.of("result", text("12 months")));
        long d = s.step(review, "check-term", "llm", "term", 0, Map.of("value", text("12 months")));
        s.call(d, request("writer", "gpt-4.1-mini", 0.2, "Is the notice period named?", "12 months"),
                amount(400, 200, 400_000));
        s.at(2400).answered(d, "{\"named\": true, \"days\": 60, \"clause\": \"9.2\"}", 210, 24, 122_000, 600_000)
                .done(d, Map.of("result", object().put("named", true)));
        s.at(3200).failed(c, ErrorCode.RATE_LIMIT,
                "“Find money” was turned away three times: too many requests to openai.",
                "Wait a minute and run again, or lower “at once” on Review.");
        s.at(3900)
                .answered(a, "Liability is capped at twelve months' fees, except for breach of confidentiality (11.3).",
                        3120, 180, 1_530_000, 3_900_000)
                .done(a, Map.of("result", text("Capped at twelve months' fees")));
        s.add(review, new What.Decided(What.Choice.JOIN,
                object().put("succeeded", 2).put("failed", 1).put("closedEarly", false)));
        long merge = s.step(review, "merge", "llm", "aggregator", 0, Map.of());
        s.call(merge, request("writer", "gpt-4.1-mini", 0.2, "Merge.", "[…]"), amount(900, 800, 1_000_000));
        s.at(5600).answered(merge, "Two of three parts were read …", 460, 210, 520_000, 1_700_000).done(merge,
                Map.of("result", text("Two of three parts were read …")));
        s.partial(review, Map.of("result", text("Two of three parts were read …")),
                new Partial("fallback", review, "One of three branches failed; the rest is here."));
        return s.finished(RunStatus.PARTIAL, Map.of("report", text("Two of three parts were read …")),
                new Partial("fallback", review, "One of three branches failed; the rest is here."), null, 0);
    }

    /** A loop whose budget is used up. */
    static TraceScript capped() {
        TraceScript s = new TraceScript("01JD9-capped").runStarted("Release notes", Map.of("commits", text(COMMITS)),
                true);
        long polish = s.step(1, "polish", "evaluator-optimizer", "", 0, Map.of("task", text(COMMITS)));
        for (int i = 0; i < 2; i++) {
            long draft = s.step(polish, "draft", "llm", "generator", i, Map.of("task", text(COMMITS)));
            s.call(draft, request("writer", "gpt-4.1-mini", 0.7, SYSTEM, "Write notes for:\n" + COMMITS + "\n"),
                    amount(900, 800, 4_000_000));
            if (i == 1) {
                s.pass(900).callFailed(draft,
                        new RunError(ErrorCode.NET_LOST, "The connection to openai broke off.",
                                "Run again from this step.", "draft", 1,
                                "java.io.EOFException: unexpected end of stream", -1),
                        amount(900, 800, 4_000_000), true, "**Pause and mend.** Stop a run at", 900_000);
                s.add(draft, new What.CapTripped(polish, "tokens", "2,000", "1,986", "1,700"));
                s.skipped(polish, "judge", "evaluator", 1, "The tokens of “Polish” are used up.");
                s.add(draft, new What.StepSkipped("The tokens of “Polish” are used up."));
                break;
            }
            s.pass(1400).answered(draft, "- fixed wire order", 286, 120, 312_000, 1_390_000).done(draft,
                    Map.of("result", text("- fixed wire order")));
            long judge = s.step(polish, "judge", "llm", "evaluator", i,
                    Map.of("candidate", text("- fixed wire order")));
            s.call(judge, request("critic", "local-model", 0.0, "You are a strict editor.", "- fixed wire order"),
                    amount(700, 400, 0));
            s.pass(500).answered(judge, verdict(0.5, "More.").toString(), 200, 30, 0, 480_000).done(judge,
                    Map.of("result", verdict(0.5, "More.")));
            s.add(polish, new What.Scored(1, 0.5, text("More."), false, true));
        }
        Partial partial = new Partial("tokens", polish,
                "The tokens of “Polish” are used up after round 1 (score 0.50).");
        s.partial(polish, Map.of("result", text("- fixed wire order"), "score", number(0.5)), partial);
        return s.finished(RunStatus.PARTIAL, Map.of("notes", text("- fixed wire order")), partial, null, 0);
    }

    /** Many spans: chains in branches, with a few errors and some waiting. */
    static TraceScript wide(int spans) {
        Random random = new Random(3);
        TraceScript s = new TraceScript("01JDA-wide").runStarted("Nightly catalogue", Map.of(), false);
        int done = 0;
        int branch = 0;
        while (done < spans) {
            long frame = s.step(1, "batch-" + branch, "parallel", "", 0, Map.of());
            for (int i = 0; i < 10 && done < spans; i++) {
                long chain = s.step(frame, "enrich", "chain", "shop-" + i, 0, Map.of());
                for (int k = 0; k < 8 && done < spans; k++) {
                    done++;
                    String kind = k == 0 ? "transform" : k == 7 ? "gate" : "llm";
                    long id = s.step(chain, kind.equals("llm") ? "describe" : kind.equals("gate") ? "check" : "clean",
                            kind, "body", 0, Map.of());
                    s.pass(random.nextDouble() * 20 + (kind.equals("llm") ? 100 * random.nextDouble() : 0));
                    if (random.nextInt(60) == 0) {
                        s.failed(id, ErrorCode.OUTPUT_INVALID, "The answer does not fit its schema.",
                                "Loosen the schema.");
                    } else {
                        s.done(id, Map.of("result", number(done)));
                    }
                }
                s.done(chain, Map.of());
            }
            s.done(frame, Map.of());
            branch++;
        }
        return s.finished(RunStatus.DONE, Map.of(), null, null, spans);
    }

    static RunTrace fold(TraceScript script) {
        return script.fold(new RunTrace(script.events().getFirst().where().run().contains("review")
                ? TraceFlows.review()
                : TraceFlows.notes()));
    }
}
