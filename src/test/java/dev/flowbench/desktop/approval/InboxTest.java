package dev.flowbench.desktop.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.app.Runs;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalRequested.About;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.RunTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Kept kept = new Kept();
    private final Inbox inbox = new Inbox(kept, new Background(Runnable::run, Runnable::run));
    private final Told told = new Told();

    private static final class Kept implements Questioners {
        List<Asked> pending = new ArrayList<>();
        final List<String> heard = new ArrayList<>();
        Runs.Told says = Runs.Told.DECIDED;
        @Nullable Exception breaks;

        @Override
        public List<Asked> pending() throws Exception {
            if (breaks != null) {
                throw breaks;
            }
            return List.copyOf(pending);
        }

        @Override
        public RunTrace trace(String run) {
            return new RunTrace(Workflow.empty("w", "W"));
        }

        @Override
        public Runs.Told decide(String run, What.ApprovalDecided decision) throws Exception {
            if (breaks != null) {
                throw breaks;
            }
            heard.add("decide " + run + ' ' + decision.id() + ' ' + decision.verdict());
            return says;
        }

        @Override
        public Runs.Told review(String run, What.ApprovalDecided decision) {
            heard.add("review " + run + ' ' + decision.id());
            return Runs.Told.DECIDED;
        }

        @Override
        public void takeUp(String run, List<What.ApprovalDecided> decisions, Runnable done, Consumer<String> failed) {
            heard.add("take up " + run + ' ' + decisions.stream().map(What.ApprovalDecided::id).toList());
            done.run();
        }
    }

    private static final class Told implements Inbox.Outcome {
        final List<String> all = new ArrayList<>();

        @Override
        public void counts() {
            all.add("counts");
        }

        @Override
        public void tooLate() {
            all.add("too late");
        }

        @Override
        public void away(List<Asked> asks) {
            all.add("away, live " + asks.getFirst().live());
        }

        @Override
        public void failed(String problem) {
            all.add("failed: " + problem);
        }
    }

    private static Asked ask(String run, String id, long since, boolean blocking, boolean live) {
        return Questionnaire.asked(run, Questionnaire.request(id, About.VALUE, TextNode.valueOf(id), blocking), since,
                live);
    }

    private List<String> listed() {
        return inbox.asked().stream().map(each -> each.run() + each.request().id()).toList();
    }

    private void answer(Asked... asks) {
        inbox.answer(List.of(asks), each -> each.approve("ann", ""), told);
    }

    @Test
    void questionsOfARunStandTogetherTheOldestRunFirstAndWhatWaitsBeforeWhatIsForLater() {
        kept.pending = List.of(ask("b", "1", 50, true, false), ask("a", "2", 10, false, false),
                ask("a", "3", 90, true, false), ask("a", "4", 20, true, false));
        inbox.refresh();
        assertEquals(List.of("a4", "a3", "a2", "b1"), listed());
        assertEquals(3, inbox.waitingProperty().get(), "what is for later waits for nobody");
    }

    @Test
    void whatWasAnsweredIsGoneAndStaysGone() {
        Asked one = ask("a", "1", 1, true, true);
        kept.pending = List.of(one, ask("a", "2", 2, true, true));
        inbox.refresh();
        answer(one);
        assertEquals(List.of("counts"), told.all);
        assertEquals(List.of("a2"), listed());
        inbox.refresh();
        assertEquals(List.of("a2"), listed(), "though the journal does not know yet");
        assertEquals(1, inbox.waitingProperty().get());
    }

    @Test
    void aRunThatNobodyOwnsIsTakenUpWithAllAnswersAtOnce() {
        Asked one = ask("a", "1", 1, true, false);
        Asked two = ask("a", "2", 2, true, false);
        kept.pending = List.of(one, two);
        inbox.refresh();
        answer(one, two);
        assertEquals(List.of("take up a [1, 2]"), kept.heard);
        assertEquals(List.of("counts"), told.all);
        assertTrue(inbox.asked().isEmpty());
    }

    @Test
    void somebodyElseWasFirst() {
        kept.says = Runs.Told.NOT_OPEN;
        answer(ask("a", "1", 1, true, true));
        assertEquals(List.of("too late"), told.all);
    }

    @Test
    void aRunThatWasPutAwayMeanwhileIsAskedAboutAgain() {
        kept.says = Runs.Told.NOT_LIVE;
        Asked one = ask("a", "1", 1, true, true);
        kept.pending = List.of(one.away());
        answer(one);
        assertEquals(List.of("away, live false"), told.all);
        assertEquals(List.of("a1"), listed(), "nothing was answered");
    }

    @Test
    void whatARunDidThatHasEndedIsReviewedNotDecided() {
        Asked one = ask("a", "1", 1, false, false);
        answer(new Asked(one.run(), one.name(), true, one.node(), one.title(), one.kind(), one.request(), 1, false,
                true));
        assertEquals(List.of("review a 1"), kept.heard);
        assertEquals(List.of("counts"), told.all);
    }

    @Test
    void whatCannotBeReadOrAnsweredIsSaidAndTheQuestionsStay() {
        Asked one = ask("a", "1", 1, true, true);
        kept.pending = List.of(one);
        inbox.refresh();
        kept.breaks = new IOException("the disk is gone");
        inbox.refresh();
        assertEquals("the disk is gone", inbox.problemProperty().get());
        answer(one);
        assertEquals(List.of("failed: the disk is gone"), told.all);
        assertEquals(List.of("a1"), listed());
        kept.breaks = null;
        inbox.refresh();
        assertEquals("", inbox.problemProperty().get());
    }

    @Test
    void nothingAnsweredIsNothingTold() {
        answer();
        assertEquals(List.of(), told.all);
        assertEquals(List.of(), kept.heard);
    }
}
