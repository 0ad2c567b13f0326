package dev.flowbench.model.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ModelRequest.Turn;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.flow.ReasoningEffort;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GatewayTest {
    private static final ModelReply HI = new ModelReply("hi", new ModelReply.Usage(10, 5), ModelReply.Finish.STOP,
            "gpt-4.1", "id-1", 100);

    @TempDir Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong time = new AtomicLong();

    private Gateway gateway(ChatModel model, Limit limit) {
        return new Gateway((request, call) -> {
            calls.incrementAndGet();
            return model.call(request, call);
        }, _ -> limit, switches(), new AnswerCache(folder.resolve("answers"),
                text -> text.replace("sk-secret", "[secret]")), time::get);
    }

    private Gateway gateway() { return gateway((_, _) -> HI, Limit.NONE); }

    private Switches switches() { return new Switches(folder.resolve("switches.json")); }

    private static ModelRequest cached(String prompt) {
        ModelRequest plain = Requests.text(prompt);
        return new ModelRequest(plain.alias(), plain.provider(), plain.model(), plain.baseUrl(), plain.secret(),
                plain.messages(), plain.schema(), plain.maxOutputTokens(), plain.temperature(), null, false, true,
                plain.tools(), null);
    }

    private static FakeCall of(String run, String step, int attempt) {
        return new FakeCall("ask", step, attempt, 7).in(run);
    }

    @Test
    void theSameRequestOfALaterRunIsAnsweredFromTheCacheAndSaysWhatItSaves() throws ModelException {
        Gateway gateway = gateway();
        assertNull(gateway.call(cached("hello"), of("one", "ask", 1)).saved());
        FakeCall second = of("two", "ask", 1);
        ModelReply reply = gateway.call(cached("hello"), second);
        assertEquals(1, calls.get());
        assertEquals("hi", reply.text());
        assertEquals("hi", second.text());
        assertEquals(HI.usage(), Objects.requireNonNull(reply.saved()).usage());
        assertEquals(new ModelReply.Usage(0, 0), reply.usage());
    }

    @Test
    void whoAsksAgainWantsAnotherAnswer() throws ModelException {
        Gateway gateway = gateway();
        gateway.call(cached("hello"), of("one", "ask", 1));
        gateway.call(cached("hello"), of("one", "loop/body#2/ask", 1));
        gateway.call(cached("hello"), of("two", "ask", 2));
        gateway.call(cached("hello"), of("two", "ask~2", 1));
        gateway.call(Requests.text("hello"), of("two", "ask", 1));
        gateway.call(cached("hello!"), of("two", "ask", 1));
        assertEquals(6, calls.get());
    }

    @Test
    void theModelThatStandsInForOneThatIsOffIsCachedToo() throws ModelException, IOException {
        Gateway gateway = gateway();
        ModelRequest request = cached("hello");
        var killed = new ModelRequest("k", "openai", "killed", null, null, request.messages(), null, 10, null, null,
                false,
                true, List.of(), null);
        switches().flip("openai/killed", true);
        for (String run : List.of("one", "two")) {
            assertThrows(ModelException.class, () -> gateway.call(killed, of(run, "ask", 1)));
            assertEquals(run.equals("two"), gateway.call(request, of(run, "ask", 2)).saved() != null);
            // What is asked after an answer wants another one.
            assertNull(gateway.call(request, of(run, "ask", 3)).saved());
        }
        assertEquals(3, calls.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "provider", "baseUrl", "schema", "cap", "temperature", "effort", "tools", "image",
        "role", "thoughts"})
    void whatDecidesTheAnswerDecidesTheKey(String what) throws ModelException {
        Gateway gateway = gateway();
        ModelRequest plain = cached("hello");
        gateway.call(plain, of("one", "ask", 1));
        Turn said = plain.messages().getLast();
        List<Turn> messages = switch (what) {
            case "image" -> List.of(new Turn(said.role(), said.text(), List.of("data:image/png;base64,aGk=")));
            case "role" -> List.of(new Turn(Role.ASSISTANT, said.text()));
            case "thoughts" -> List.of(new Turn(said.role(), said.text(), List.of(), null, List.of(),
                    Requests.tree("{\"of\":\"me\"}")));
            default -> plain.messages();
        };
        var other = new ModelRequest(plain.alias(), what.equals("provider") ? "anthropic" : plain.provider(),
                what.equals("model") ? "other" : plain.model(),
                what.equals("baseUrl") ? "http://a/v1" : plain.baseUrl(),
                plain.secret(), messages, what.equals("schema") ? Requests.tree("{\"type\":\"object\"}") : null,
                what.equals("cap") ? 7 : plain.maxOutputTokens(),
                what.equals("temperature") ? Double.valueOf(0.5) : plain.temperature(),
                what.equals("effort") ? ReasoningEffort.LOW : null, false, true,
                what.equals("tools") ? List.of(new ToolSpec("t", "T", Requests.tree("{}"))) : plain.tools(), null);
        assertNull(gateway.call(other, of("two", "ask", 1)).saved());
        assertEquals(2, calls.get());
    }

    @Test
    void whatIsKeptHoldsNoSecretAndABrokenFileIsNoAnswer() throws ModelException, IOException {
        var leaky = new ModelReply("your key is sk-secret", null, ModelReply.Finish.STOP, "m", null, 0);
        Gateway gateway = gateway((_, _) -> leaky, Limit.NONE);
        gateway.call(cached("hello"), of("one", "ask", 1));
        try (Stream<Path> files = Files.list(folder.resolve("answers"))) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file).contains("sk-secret"));
                Files.writeString(file, "{ broken");
            }
        }
        gateway.call(cached("hello"), of("two", "ask", 1));
        assertEquals(2, calls.get());
    }

    @Test
    void onlyWholeAnswersAreKept() throws ModelException {
        var cut = new ModelReply("hi", null, ModelReply.Finish.LENGTH, "m", null, 0);
        Gateway gateway = gateway((_, _) -> cut, Limit.NONE);
        gateway.call(cached("hello"), of("one", "ask", 1));
        gateway.call(cached("hello"), of("two", "ask", 1));
        assertEquals(2, calls.get());
    }

    @Test
    void aModelThatIsOffIsNotCalledAndOneSwitchedOnIs() throws ModelException, IOException {
        Gateway gateway = gateway();
        ModelRequest request = Requests.text("hello");
        String name = request.provider() + "/" + request.model();
        // Another process flips it.
        switches().flip(name, true);
        assertEquals(ErrorCode.MODEL_OFF,
                assertThrows(ModelException.class, () -> gateway.call(request, of("one", "ask", 1))).code());
        assertEquals(0, calls.get());
        switches().flip(name, false);
        gateway.call(request, of("one", "ask", 1));
        switches().flip(request.provider() + "/*", true);
        assertThrows(ModelException.class, () -> gateway.call(request, of("one", "ask", 1)));
    }

    @Test
    void aCallUnderWayIsCutOffWhenItsModelIsSwitchedOff() throws Exception {
        var begun = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        Gateway gateway = gateway((_, call) -> {
            call.onCancel(gone::countDown);
            begun.countDown();
            await(gone);
            assertTrue(call.cancelled());
            throw new ModelException(ErrorCode.CANCELLED, "cancelled", "", -1, "half", null, null);
        }, Limit.NONE);
        ModelRequest request = Requests.text("hello");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ModelReply> answer = threads.submit(() -> gateway.call(request, of("one", "ask", 1)));
            await(begun);
            switches().flip(request.provider() + "/" + request.model(), true);
            ModelException stopped = failure(answer);
            assertEquals(ErrorCode.MODEL_STOPPED, stopped.code());
            assertEquals("half", stopped.partialText());
        }
    }

    @Test
    void aBrokenFileOfSwitchesLetsNothingThrough() throws IOException {
        Files.writeString(folder.resolve("switches.json"), "{ broken");
        ModelException off = assertThrows(ModelException.class,
                () -> gateway().call(Requests.text("hello"), of("one", "ask", 1)));
        assertEquals(ErrorCode.MODEL_OFF, off.code());
        assertTrue(off.wayOut().contains("switches.json"), off.wayOut());
        assertThrows(IOException.class, () -> switches().flip("openai/gpt-4.1", true));
        assertEquals("{ broken", Files.readString(folder.resolve("switches.json")));
    }

    @Test
    void aModelIsMeantHoweverItsNameIsWritten() throws IOException {
        switches().flip("openai/GPT-4.1", true);
        assertFalse(switches().flip("openai/gpt-4.1", true));
        switches().flip("gemini/gemini-2.5-pro", true);
        assertTrue(switches().isOff("openai", "gpt-4.1"));
        assertTrue(switches().isOff("gemini", "models/gemini-2.5-pro"));
        assertFalse(switches().isOff("gemini", "gemini-2.5-flash"));
        assertTrue(switches().flip("openai/gpt-4.1", false));
        assertFalse(switches().isOff("openai", "GPT-4.1"));
    }

    @Test
    void theWayOutNamesTheSwitchThatHolds() throws IOException {
        ModelRequest request = Requests.text("hello");
        switches().flip(request.provider() + "/*", true);
        assertTrue(assertThrows(ModelException.class, () -> gateway().call(request, of("one", "ask", 1))).wayOut()
                .contains(request.provider() + "/*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpt-4.1", "openai/", "/gpt", "OPENAI/x", "openai/a b", "../x"})
    void whatNamesNoModelIsRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> switches().flip(name, true));
    }

    @Test
    void noMoreCallsAreUnderWayThanTheLimitSays() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var mayEnd = new Semaphore(0);
        var begun = new Semaphore(0);
        Gateway gateway = gateway((_, _) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            begun.release();
            mayEnd.acquireUninterruptibly();
            inside.decrementAndGet();
            return HI;
        }, new Limit(3, Integer.MAX_VALUE));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ModelReply>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> gateway.call(Requests.text("hello"), of("one", "ask", 1))));
            }
            begun.acquire(3);
            mayEnd.release(20);
            for (Future<ModelReply> answer : answers) answer.get();
        }
        assertEquals(3, most.get());
    }

    @Test
    void aLimitThatIsRaisedLetsThoseThroughWhoWaitAlready() throws Exception {
        var limit = new AtomicReference<>(new Limit(1, Integer.MAX_VALUE));
        var inside = new Semaphore(0);
        var mayEnd = new Semaphore(0);
        var inLine = new CountDownLatch(3);
        var gateway = new Gateway((_, _) -> {
            inside.release();
            mayEnd.acquireUninterruptibly();
            return HI;
        }, _ -> limit.get(), switches(), new AnswerCache(folder.resolve("answers"), text -> text), time::get);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ModelReply>> answers = new ArrayList<>();
            answers.add(threads.submit(() -> gateway.call(Requests.text("a"), of("one", "a", 1))));
            inside.acquire();
            for (int i = 0; i < 3; i++) {
                answers.add(threads.submit(() -> gateway.call(Requests.text("b"), new FakeCall("b", "b", 1, 7) {
                    @Override
                    public synchronized void waits(String reason) { inLine.countDown(); }
                })));
            }
            await(inLine);
            limit.set(Limit.NONE);
            time.addAndGet(Duration.ofSeconds(2).toNanos());
            mayEnd.release();
            inside.acquire(3);
            mayEnd.release(3);
            for (Future<ModelReply> answer : answers) answer.get();
        }
    }

    @Test
    void whoIsCancelledWhileWaitingLeavesTheLine() throws Exception {
        var mayEnd = new Semaphore(0);
        var begun = new Semaphore(0);
        Gateway gateway = gateway((_, _) -> {
            begun.release();
            mayEnd.acquireUninterruptibly();
            return HI;
        }, new Limit(1, Integer.MAX_VALUE));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ModelReply> first = threads.submit(() -> gateway.call(Requests.text("a"), of("one", "a", 1)));
            begun.acquire();
            FakeCall waiting = of("one", "b", 1);
            Future<ModelReply> second = threads.submit(() -> gateway.call(Requests.text("b"), waiting));
            waiting.cancel();
            assertEquals(ErrorCode.CANCELLED, failure(second).code());
            mayEnd.release(2);
            first.get();
            assertEquals("hi", gateway.call(Requests.text("c"), of("one", "c", 1)).text());
        }
    }

    @Test
    void aModelThatIsSwitchedOffWhileACallWaitsForItIsNotCalled() throws Exception {
        var mayEnd = new Semaphore(0);
        var begun = new Semaphore(0);
        Gateway gateway = gateway((_, call) -> {
            call.onCancel(mayEnd::release);
            begun.release();
            mayEnd.acquireUninterruptibly();
            return HI;
        }, new Limit(1, Integer.MAX_VALUE));
        ModelRequest request = Requests.text("hello");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ModelReply> first = threads.submit(() -> gateway.call(request, of("one", "a", 1)));
            begun.acquire();
            var inLine = new CountDownLatch(1);
            var waiting = new FakeCall("b", "b", 1, 7) {
                @Override
                public synchronized void waits(String reason) {
                    super.waits(reason);
                    inLine.countDown();
                }
            };
            Future<ModelReply> second = threads.submit(() -> gateway.call(request, waiting));
            await(inLine);
            switches().flip(request.provider() + "/" + request.model(), true);
            assertEquals(ErrorCode.MODEL_OFF, failure(second).code());
            assertEquals(1, calls.get());
            first.get();
            assertEquals("Waits for a free place at openai, which takes one call at once.",
                    waiting.waited().getFirst());
        }
    }

    @Test
    void whoWaitsForTheNextMinuteIsNotCalledEitherOnceItsModelIsOff() throws Exception {
        Gateway gateway = gateway((_, _) -> HI, new Limit(Integer.MAX_VALUE, 1));
        ModelRequest request = Requests.text("hello");
        gateway.call(request, of("one", "a", 1));
        FakeCall second = new FakeCall("b", "b", 1, 7) {
            @Override
            public void sleep(Duration duration) throws ModelException {
                super.sleep(duration);
                try {
                    switches().flip(request.provider() + "/*", true);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }.left(Duration.ofDays(9));
        assertEquals(ErrorCode.MODEL_OFF,
                assertThrows(ModelException.class, () -> gateway.call(request, second)).code());
        assertEquals(1, calls.get());
        assertEquals("Waits for its turn at openai, which takes one call a minute.",
                second.waited().getFirst());
    }

    @Test
    void callsAreSpreadOverTheMinute() throws ModelException {
        Gateway gateway = gateway((_, _) -> HI, new Limit(Integer.MAX_VALUE, 60));
        var waited = new ArrayList<Long>();
        for (int i = 0; i < 12; i++) {
            FakeCall call = of("one", "ask", 1);
            gateway.call(Requests.text("hello"), call);
            waited.add(call.slept().toSeconds());
        }
        // A burst of a sixth of a minute's calls goes at once, then one a second.
        assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 2L), waited);
        time.addAndGet(Duration.ofMinutes(1).toNanos());
        FakeCall later = of("one", "ask", 1);
        gateway.call(Requests.text("hello"), later);
        assertEquals(Duration.ZERO, later.slept());
    }

    @Test
    void clearingForgetsAll() throws ModelException, IOException {
        Gateway gateway = gateway();
        gateway.call(cached("hello"), of("one", "ask", 1));
        assertEquals(1, new AnswerCache(folder.resolve("answers"), text -> text).clear());
        gateway.call(cached("hello"), of("two", "ask", 1));
        assertEquals(2, calls.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ModelException failure(Future<ModelReply> answer) {
        return (ModelException) Objects.requireNonNull(assertThrows(ExecutionException.class, answer::get).getCause());
    }
}
