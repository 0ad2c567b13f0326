package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever people and machines do to a run, in whatever order, it does what {@link ReferenceModel} says: drawn sequences of
 * start, time, pauses, steps, edits, decisions, stops, deaths of the process, resumes and forks, held against the model after each. A failure is
 * shrunk, and repeats with {@code -Dflowbench.seed=… -Dflowbench.tape=…}.
 */
class StatefulTest {
    private static final int LENGTH = 160;

    @Test
    void everySequenceDoesWhatTheModelSays() {
        sequences(0, Integer.getInteger("flowbench.sequences", 2_000));
    }

    @Test
    @Tag("slow")
    @Timeout(7200)
    void aHundredThousandSequencesDo() {
        sequences(1_000_000, 100_000);
    }

    private static void sequences(long first, int count) {
        @Nullable String written = System.getProperty("flowbench.tape");
        if (written != null) {
            play(Long.getLong("flowbench.seed", 0), Tape.parse(written));
            return;
        }
        for (long seed = first; seed < first + count; seed++) {
            byte[] tape = Tape.random(seed, LENGTH);
            if (fails(seed, tape)) {
                long failing = seed;
                byte[] shrunk = Tape.shrunk(tape, shorter -> fails(failing, shorter));
                try {
                    play(seed, shrunk);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("-Dflowbench.seed=" + seed + " -Dflowbench.tape=" + Tape.text(shrunk)
                            + "\n" + e.getMessage(), e);
                }
            }
        }
    }

    private static boolean fails(long seed, byte[] tape) {
        try {
            play(seed, tape);
            return false;
        } catch (AssertionError | RuntimeException e) {
            return true;
        }
    }

    private static void play(long seed, byte[] tape) {
        var time = new VirtualTime(seed);
        var sequence = new Sequence(time, seed, new Tape(tape));
        try {
            time.run(() -> {
                sequence.play();
                return true;
            });
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    e.getMessage() + "\n" + String.join(", ", sequence.told) + "\n" + sequence.events(),
                    e);
        }
    }

    /** One sequence, on one clock. */
    private static final class Sequence {
        private static final Duration LONG = Duration.ofMinutes(5);

        private final VirtualTime time;
        private final long seed;
        private final Tape tape;
        private final SimWorld world;
        final List<String> told = new ArrayList<>();
        /** Of what was done: by key, in which run and at which step. */
        private final Map<String, String[]> keys = new HashMap<>();
        private final Map<String, ReferenceModel> models = new LinkedHashMap<>();
        private final Map<String, Workflow> workflows = new HashMap<>();
        private final Map<String, String> texts = new HashMap<>();
        /** What a fork takes from its parent: step and text. */
        private Set<String> kept = Set.of();
        private final Map<String, String> origins = new HashMap<>();
        private final Map<String, ApprovalRequested> open = new LinkedHashMap<>();
        private final Set<String> acknowledged = new HashSet<>();
        private final Map<String, String> stepOf = new HashMap<>();
        /** Steps that were told to stand in this process, and whether after their end. */
        private final Map<String, What.Stood> stood = new LinkedHashMap<>();
        /** Edits that the engine said are kept. */
        private final Set<String> edits = new HashSet<>();
        private String id = "run";
        private SimWorld.Life life;
        private @Nullable Run run;
        private What.@Nullable RunFinished finished;
        private Scheduler.Signal ended;
        private long seen;
        private int names;
        private int forks;
        /** Whether the model knows of a decision of which nobody knows whether it counts. */
        private boolean pending;
        private @Nullable AssertionError broken;
        private EventChecks checks = EventChecks.of(Flows.chain(1));
        private String checked = "";
        /** How the run begins that is under way. */
        private Beginning first = () -> {
            throw new IllegalStateException("not begun");
        };

        Sequence(VirtualTime time, long seed, Tape tape) {
            this.time = time;
            this.seed = seed;
            this.tape = tape;
            this.world = new SimWorld(time, seed, this::sent);
            this.life = world.new Life();
            this.ended = time.signal();
        }

        void play() {
            start();
            for (int i = 0; i < 60 && !tape.isAtEnd(); i++) {
                command();
                check();
            }
            told.add("finish");
            for (int i = 0; i < 60 && (run == null || finished == null); i++) {
                if (run == null) {
                    resume();
                }
                if (finished == null) {
                    running().breakpoints(List.of());
                    running().proceed(How.Steps.RUN);
                }
                pass(LONG);
                List.copyOf(open.values()).forEach(request -> decide(request, Verdict.APPROVE, false));
                check();
            }
            that(finished != null, "it does not end");
            check();
            world.disk.keySet().forEach(this::replay);
        }

        private void command() {
            if (run == null) {
                if (forks == 0 && tape.chance(15) && !world.file(id).events.isEmpty()) {
                    fork();
                } else {
                    resume();
                }
            } else if (finished != null) {
                if (forks < 2) {
                    fork();
                } else {
                    pass(LONG);
                }
            } else {
                switch (tape.below(24)) {
                    case 0, 1, 2 -> go(1 + tape.below(12));
                    case 3 -> pass(Duration.ofMillis(1 + tape.below(50)));
                    case 4 -> pass(LONG);
                    case 5, 6, 7, 8 -> decideOne(false);
                    case 9 -> lie();
                    case 10 -> decideOne(true);
                    case 11, 12, 13 -> crash();
                    case 14 -> suspend();
                    case 15, 16 -> pause();
                    case 17, 18, 19 -> step();
                    case 20, 21 -> edit();
                    case 22 -> breakpoints();
                    default -> cancel();
                }
            }
        }

        private RunListener listener(SimWorld.Life mine) {
            return event -> {
                if (!mine.dead) {
                    hear(event);
                }
            };
        }

        private void hear(Event event) {
            switch (event.what()) {
                case ApprovalRequested request -> {
                    open.put(request.id(), request);
                    stepOf.put(request.id(), event.where().stepKey());
                    if (event.seq() > seen) {
                        String expected = model().asks(event.where().stepKey(), request.about()).orElse("nothing");
                        keep(expected.equals(text(request)), event.where().stepKey() + " asks about " + text(request)
                                + ", not " + expected);
                    }
                }
                case ApprovalDecided decided -> open.remove(decided.id());
                case What.Stood stands -> stood.put(event.where().stepKey(), stands);
                case What.StepStarted _,What.StepCompleted _ -> stood.remove(event.where().stepKey());
                case What.Decided _ -> know(event);
                default -> {}
            }
            seen = Math.max(seen, event.seq());
        }

        private static String text(ApprovalRequested request) {
            return request.action().isTextual()
                    ? request.action().asText()
                    : request.action().path("arguments").path("text").asText();
        }

        private void keep(boolean holds, String otherwise) {
            if (!holds && broken == null) {
                broken = new AssertionError(otherwise);
            }
        }

        /** Something is about to be done to the world. */
        private void sent(String of, String stepKey, String key, String text) {
            ReferenceModel model = Objects.requireNonNull(models.get(of));
            String[] place = keys.computeIfAbsent(key, _ -> new String[]{of, stepKey});
            that(place[0].equals(of) && place[1].equals(stepKey), "two steps under one key");
            that(keys.values().stream().filter(other -> other[0].equals(of) && other[1].equals(stepKey)).count() == 1,
                    "a step under two keys: " + stepKey);
            that(model.sends(stepKey).equals(java.util.Optional.of(text)),
                    stepKey + " sends " + text + ", not " + model.sends(stepKey));
            @Nullable What last = null;
            for (Event event : world.file(of).durable()) {
                if (event.where().stepKey().equals(stepKey)) {
                    that(!Recording.isEnding(event.what()), "a step that is over runs again: " + stepKey);
                    last = event.what();
                }
            }
            that(last instanceof What.EffectStarted, stepKey + " sends what is not durable; last is " + last);
            that(!kept.contains(of + ' ' + stepKey + ' ' + text), stepKey + " was to be taken from the other run");
        }

        private ReferenceModel model() {
            return Objects.requireNonNull(models.get(id));
        }

        private void start() {
            ReferenceModel.Document document = ReferenceModel.Document.drawn(tape);
            told.add("start " + document);
            models.put(id, new ReferenceModel(document, "in"));
            workflows.put(id, document.workflow());
            first = () -> life.engine().start(request(), listener(life));
            began(first);
        }

        private RunRequest request() {
            Workflow workflow = Objects.requireNonNull(workflows.get(id));
            return new RunRequest(id, workflow, texts.computeIfAbsent(id, _ -> Flows.text(workflow)), "hash",
                    Map.of("x", Flows.text("in")), false, seed,
                    "", RunOptions.USUAL.withOrigin(origins.getOrDefault(id, "")));
        }

        private interface Beginning {
            Run begin() throws Exception;
        }

        private void began(Beginning how) {
            open.clear();
            stood.clear();
            finished = null;
            Scheduler.Signal signal = time.signal();
            ended = signal;
            SimWorld.Life mine = life;
            try {
                Run now = how.begin();
                run = now;
                time.fork("waiter", () -> {
                    What.RunFinished how2 = now.await();
                    if (!mine.dead) {
                        finished = how2;
                        signal.raise();
                    }
                });
            } catch (Exception e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }

        private void go(int steps) {
            told.add("go " + steps);
            Scheduler.Signal signal = time.signal();
            life.tellAfter(steps, signal);
            var _ = signal.await(Duration.ofSeconds(2));
        }

        private void pass(Duration duration) {
            told.add("pass " + duration);
            var _ = time.signal().await(duration);
        }

        private Run running() {
            return Objects.requireNonNull(run);
        }

        private void pause() {
            boolean dying = tape.chance(25);
            told.add(dying ? "pause and die" : "pause");
            if (dying) {
                life.dieAfter(1 + tape.below(4), time.signal());
            }
            boolean first = running().pause("coffee");
            that(!first || isPaused(world.file(id).durable()), "a pause is not durable");
            if (dying) {
                die();
            }
        }

        private static boolean isPaused(List<Event> events) {
            for (Event event : events.reversed()) {
                if (event.what() instanceof What.Paused) {
                    return true;
                } else if (event.what() instanceof What.Continued || event.what() instanceof What.Resumed) {
                    return false;
                }
            }
            return false;
        }

        private void step() {
            if (tape.chance(40)) {
                var _ = running().pause("step by step");
            }
            How how = switch (tape.below(6)) {
                case 0, 1 -> How.Steps.INTO;
                case 2 -> How.Steps.OVER;
                case 3 -> How.Steps.OUT;
                case 4 -> new How.To(model().document().drawnStep(tape));
                default -> How.Steps.RUN;
            };
            told.add("proceed " + how.told());
            var _ = running().proceed(how);
            if (tape.chance(60)) {
                go(1 + tape.below(12));
            } else {
                pass(LONG);
            }
        }

        private void breakpoints() {
            var places = new ArrayList<RunOptions.Breakpoint>();
            for (int i = tape.below(3); i > 0; i--) {
                places.add(new RunOptions.Breakpoint(model().document().drawnStep(tape), tape.chance(50), ""));
            }
            told.add("break " + places);
            running().breakpoints(places);
        }

        /** Of a run that stands still, the value at a step; it may go on at once. */
        private void edit() {
            if (stood.isEmpty()) {
                var _ = running().pause("to look");
                pass(LONG);
            }
            if (stood.isEmpty() || finished != null) {
                return;
            }
            String step = List.copyOf(stood.keySet()).get(tape.below(stood.size()));
            What.Stood stands = Objects.requireNonNull(stood.get(step));
            String port = model().port(step, stands.after());
            if (!stands.values().containsKey(port)) {
                return;
            }
            String word = "e" + names++;
            boolean dying = tape.chance(25);
            told.add("edit " + step + (dying ? " and die" : ""));
            if (dying) {
                life.dieAfter(1 + tape.below(4), time.signal());
            }
            if (running().edit(step, Map.of(port, Flows.text(word)))) {
                that(words(world.file(id).durable()).contains(word), "an edit is not durable");
                edits.add(word);
            }
            if (dying) {
                die();
            } else if (tape.chance(50)) {
                var _ = running().proceed(How.Steps.RUN);
            }
        }

        /** The model is told of the edits that there are. */
        private void know() {
            model().noEdits();
            world.file(id).events.forEach(this::know);
        }

        private void know(Event event) {
            if (edit(event) instanceof JsonNode edit) {
                String step = event.where().stepKey();
                boolean after = edit.path("after").asBoolean();
                model().edited(step, after, edit.path("values").path(model().port(step, after)).asText());
            }
        }

        private static @Nullable JsonNode edit(Event event) {
            return event.what() instanceof What.Decided(What.Choice choice, JsonNode detail)
                    && choice == What.Choice.EDIT ? detail : null;
        }

        private static Set<String> words(List<Event> events) {
            var words = new HashSet<String>();
            for (Event event : events) {
                if (edit(event) instanceof JsonNode edit) {
                    edit.path("values").forEach(value -> words.add(value.asText()));
                }
            }
            return words;
        }

        private void decideOne(boolean dying) {
            if (open.isEmpty()) {
                go(3);
                return;
            }
            ApprovalRequested request = List.copyOf(open.values()).get(tape.below(open.size()));
            Verdict verdict = switch (tape.below(8)) {
                case 0, 1, 2, 3 -> Verdict.APPROVE;
                case 4 -> Verdict.REJECT;
                case 5 -> request.about() == ApprovalRequested.About.UNKNOWN ? Verdict.HAPPENED : Verdict.REJECT;
                default -> Verdict.EDIT;
            };
            decide(request, verdict, dying);
        }

        private void decide(ApprovalRequested request, Verdict verdict, boolean dying) {
            told.add("decide " + request.id() + " " + verdict + (dying ? " and die" : ""));
            String word = "p" + names++;
            @Nullable JsonNode value = switch (verdict) {
                case EDIT -> request.action().isTextual() ? Flows.text(word) : edited(request.action(), word);
                case HAPPENED -> Flows.text(word);
                case APPROVE, REJECT, TIMED_OUT, ESCALATE -> null;
            };
            var decision = new ApprovalDecided(request.id(), verdict, value, "Ada", "",
                    value != null && verdict == Verdict.EDIT ? Canonical.sha256(value) : request.sha256());
            // The model knows before the engine does: it goes on at once.
            String step = Objects.requireNonNull(stepOf.get(request.id()));
            if (dying) {
                pass(LONG);
                life.dieAfter(1 + tape.below(6), time.signal());
            }
            ReferenceModel before = model();
            Run now = Objects.requireNonNull(run);
            pending = false;
            if (!life.dead) {
                boolean counts = decides(now, decision, step, word);
                that(counts || life.dead || finished != null || model().cancelled || !open.containsKey(request.id()),
                        "an open request cannot be decided: " + request.id());
            }
            if (dying) {
                die();
                boolean durable = world.file(id).durable().stream()
                        .anyMatch(
                                event -> event.what() instanceof ApprovalDecided one && one.id().equals(request.id()));
                that(durable || !acknowledged.contains(request.id()), "a decision is lost");
                if (!durable && pending) {
                    before.forget(step);
                }
            }
        }

        private boolean decides(Run now, ApprovalDecided decision, String step, String word) {
            model().decided(step, decision.verdict(), word);
            boolean counts = now.decide(decision);
            if (counts) {
                acknowledged.add(decision.id());
            }
            pending = counts || life.dead;
            if (!pending) {
                model().forget(step);
            }
            return counts;
        }

        private static JsonNode edited(JsonNode action, String word) {
            ObjectNode copy = action.deepCopy();
            copy.withObject("arguments").put("text", word);
            return copy;
        }

        /** A decision on other bytes than were asked about. */
        private void lie() {
            if (open.isEmpty()) {
                go(5);
                return;
            }
            told.add("lie");
            ApprovalRequested request = List.copyOf(open.values()).get(tape.below(open.size()));
            boolean counts = Objects.requireNonNull(run).decide(new ApprovalDecided(request.id(), Verdict.APPROVE, null,
                    "Eve", "", Canonical.sha256(Flows.text("other"))));
            that(!counts, "a decision on other bytes counts");
        }

        private void crash() {
            int steps = 1 + tape.below(14);
            told.add("crash after " + steps);
            Scheduler.Signal signal = time.signal();
            life.dieAfter(steps, signal);
            var _ = signal.await(Duration.ofSeconds(2));
            die();
        }

        private void die() {
            Run now = Objects.requireNonNull(run);
            boolean over = finished != null && !life.dead;
            life.crash(tape.below(20));
            now.cancel("the process is gone");
            life = world.new Life();
            Set<String> durable = new HashSet<>();
            List<Event> events = world.file(id).durable();
            for (Event event : events) {
                if (event.what() instanceof ApprovalDecided one) {
                    durable.add(one.id());
                }
            }
            seen = Math.min(seen, events.size());
            checked = "";
            know();
            that(words(events).containsAll(edits), "an edit is lost");
            that(!over || events.getLast().what() instanceof What.RunFinished, "an end is lost");
            for (String one : acknowledged) {
                that(!one.startsWith(ReferenceModel.FRAME) || durable.contains(one), "a decision is lost: " + one);
            }
            if (!events.isEmpty() && events.getLast().what() instanceof What.RunFinished end) {
                finished = end;
            } else {
                finished = null;
                run = null;
            }
        }

        private void resume() {
            told.add("resume");
            if (world.file(id).events.isEmpty()) {
                // It died before anything of it was durable: it never began.
                began(first);
                return;
            }
            began(() -> life.engine().resume(id, "test", UnaryOperator.identity(), listener(life)));
        }

        private void suspend() {
            told.add("suspend");
            Run now = Objects.requireNonNull(run);
            now.suspend("later");
            that(ended.await(Duration.ofSeconds(3)), "it is not put away");
            if (Objects.requireNonNull(finished).status() == RunStatus.WAITING) {
                run = null;
                finished = null;
                life.dead = true; // Its process may go.
                life = world.new Life();
            }
        }

        private void cancel() {
            boolean dying = tape.chance(40);
            told.add(dying ? "cancel and die" : "cancel");
            if (dying) {
                life.dieAfter(1 + tape.below(8), time.signal());
            }
            Objects.requireNonNull(run).cancel("enough");
            Map<String, Integer> before = Map.copyOf(world.done);
            boolean over = ended.await(Duration.ofSeconds(2));
            if (dying) {
                die();
            } else {
                that(over, "it does not stop");
                that(world.done.equals(before), "something is done after the stop");
            }
            model().cancelled = world.file(id).durable().stream()
                    .anyMatch(event -> event.what() instanceof What.CancelRequested);
        }

        private void fork() {
            String parent = id;
            List<Event> events = world.file(parent).durable();
            long before = tape.chance(60) ? Long.MAX_VALUE : 1 + tape.below(events.size() + 1);
            ReferenceModel from = model();
            ReferenceModel.Document document = from.document();
            ReferenceModel.Document edited = tape.chance(50) ? document.edited(tape) : document;
            told.add("fork before " + before + " as " + edited);
            id = "fork" + ++forks;
            origins.put(id, parent);
            models.put(id, new ReferenceModel(edited, "in"));
            workflows.put(id, edited.workflow());
            kept = new HashSet<>();
            var begun = new HashMap<String, String>();
            var open = new HashSet<String>();
            var done = new HashSet<String>();
            var answers = new HashSet<String>();
            for (Event event : events) {
                mayBeDone(event, open, done);
                if (event.what() instanceof What.EffectStarted began) {
                    begun.put(event.where().stepKey(), switch (began.request()) {
                        case ModelRequest request -> FakeModel.last(request);
                        case ToolRequest request -> request.arguments().path("text").asText();
                    });
                } else if (event.what() instanceof What.EffectCompleted && event.seq() < before) {
                    answers.add(event.where().stepKey() + ' ' + begun.get(event.where().stepKey()));
                }
            }
            done.addAll(open);
            answers.forEach(answer -> kept.add(id + ' ' + answer));
            model().from(from, done, answers);
            acknowledged.clear();
            edits.clear();
            seen = 0;
            first = () -> life.engine().fork(request(), events, before, listener(life));
            began(first);
            that(world.file(parent).durable().equals(events), "a fork changes the run it is made from");
        }

        /** Steps at which something was done, or may have been, that must not be done twice. */
        private static void mayBeDone(Event event, Set<String> open, Set<String> done) {
            String key = event.where().stepKey();
            switch (event.what()) {
                case What.EffectStarted began when began.effect() == EffectClass.NON_IDEMPOTENT -> open.add(key);
                case What.EffectCompleted _ when open.remove(key) -> done.add(key);
                case What.EffectFailed failed when open.remove(key)
                        && (failed.uncertain() || ToolDoor.isOpen(failed.error())) ->
                    done.add(key);
                default -> {}
            }
        }

        private void check() {
            if (broken != null) {
                throw broken;
            }
            if (world.broken != null) {
                throw world.broken;
            }
            world.done.forEach((key, times) -> {
                String[] place = Objects.requireNonNull(keys.get(key));
                that(times <= Objects.requireNonNull(models.get(place[0])).mostDone(place[1]),
                        place[1] + " was done " + times + " times");
            });
            holds();
            What.@Nullable RunFinished end = finished;
            if (run != null && end != null) {
                that(world.file(id).durable().getLast().what().equals(end), "the end is not durable");
                that(end.status() == model().status(), "it is " + end.status() + ", not " + model().status());
                if (end.status() == RunStatus.DONE || end.status() == RunStatus.PARTIAL) {
                    ObjectNode expected = Flows.object();
                    model().result().forEach(expected::put);
                    that(expected.equals(end.outputs().get("y")), "it gives " + end.outputs() + ", not " + expected);
                }
            }
        }

        /** What holds of the events of every run. */
        private void holds() {
            List<Event> events = world.file(id).events;
            if (events.size() < checks.taken() || !id.equals(checked)) {
                // A part was lost, or it is another run.
                checks = EventChecks.of(Objects.requireNonNull(workflows.get(id)));
                checked = id;
            }
            checks.upTo(events);
        }

        private void replay(String of) {
            SimWorld.File file = world.file(of);
            Map<String, Integer> before = Map.copyOf(world.done);
            try {
                ReplayReport report = world.new Life().engine().replay(file.header, file.events,
                        Objects.requireNonNull(workflows.get(of)));
                that(report.divergence() == null, "a replay parts: " + report.divergence());
            } catch (dev.flowbench.engine.plan.PlanException | dev.flowbench.engine.port.JournalException e) {
                throw new AssertionError(e.getMessage(), e);
            }
            that(world.done.equals(before), "a replay does something");
        }

        private static void that(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }

        String events() {
            var text = new StringBuilder();
            world.file(id).events.forEach(event -> text.append(event.seq()).append(' ')
                    .append(event.where().stepKey()).append(' ').append(event.what()).append('\n'));
            return text.toString();
        }
    }
}
