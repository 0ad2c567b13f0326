package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tests are tested: every deliberate bug is noticed. {@code scripts/seeded-bugs} runs all of them. */
class SeededBugsTest {
    @TempDir Path work;

    @Test
    void everyBugCanStillBePutIn() {
        List<SeededBug> bugs = SeededBug.all();
        assertThat(bugs).hasSizeGreaterThanOrEqualTo(40);
        assertThat(bugs.stream().filter(bug -> !bug.applies()).map(SeededBug::name)).isEmpty();
    }

    @Test
    @Timeout(300)
    void threeAreCaught() throws Exception {
        assertThat(missed(SeededBug.all().stream()
                .filter(bug -> List.of("01", "02", "03").contains(bug.name().substring(0, 2))).toList())).isEmpty();
    }

    @Test
    @Tag("slow")
    @Timeout(1800)
    void everyOneIsCaught() throws Exception {
        String only = System.getProperty("flowbench.bugs", "");
        assertThat(missed(SeededBug.all().stream().filter(bug -> bug.name().contains(only)).toList())).isEmpty();
    }

    /** Two at a time; prints the table. */
    private List<String> missed(List<SeededBug> bugs) throws Exception {
        var missed = new ArrayList<String>();
        var running = new TreeMap<String, Future<String>>();
        try (var two = Executors.newFixedThreadPool(2)) {
            for (SeededBug bug : bugs) {
                Callable<String> work = () -> bug.caughtBy(this.work);
                running.put(bug.name(), two.submit(work));
            }
            for (SeededBug bug : bugs) {
                String caught = running.get(bug.name()).get();
                System.out.println(bug.line(caught));
                if (caught.isEmpty()) {
                    missed.add(bug.name() + ": " + bug.breaks());
                }
            }
        }
        System.out.println((bugs.size() - missed.size()) + " of " + bugs.size() + " bugs caught");
        return missed;
    }
}
