package dev.flowbench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at any moment loses nothing it acknowledged, does no completed step again, does nothing twice
 * that must not be done twice, and the run comes to the same end. A kill leaves what the system has taken to be written:
 * power cuts are another matter.
 */
class KillTest {
    /**
     * Places, and at which visit to it a process is killed at most; one that comes to the end of a run begins another.
     * The journal's: write and commit. The doors': send, do, result, settle. The person's: ask and decision.
     */
    static final Map<String, Integer> PLACES = Map.ofEntries(Map.entry("write", 20), Map.entry("written", 20),
            Map.entry("commit", 20), Map.entry("committed", 20), Map.entry("durable", 20),
            Map.entry("acknowledged", 20), Map.entry("send", 15), Map.entry("result", 15), Map.entry("do", 6),
            Map.entry("done", 6), Map.entry("settle", 20), Map.entry("step", 30), Map.entry("ask", 3),
            Map.entry("decision", 3), Map.entry("decided", 3), Map.entry("end", 1));

    @TempDir Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aHundredKills() throws Exception {
        kills(100, 1);
    }

    @Test
    @Tag("slow")
    @Timeout(value = 90, unit = TimeUnit.MINUTES)
    void aThousandKills() throws Exception {
        kills(1_000, 2);
    }

    private void kills(int kills, long seed) throws Exception {
        KillCheck.Expected expected = KillCheck.expected(folder);
        var java = new WarmJava(folder.resolve("java"), KilledProcess.class, folder.resolve("rehearsal").toString(),
                "1", "", "0", "3");
        int series = 2;
        var all = new ArrayList<KillSeries>();
        try (var threads = Executors.newFixedThreadPool(series)) {
            var done = new ArrayList<Callable<KillSeries>>();
            for (int i = 0; i < series; i++) {
                var one = new KillSeries(java, folder.resolve("series" + i), seed * 100 + i, PLACES);
                done.add(() -> {
                    one.run(kills / series);
                    return one;
                });
            }
            for (var one : threads.invokeAll(done)) {
                all.add(one.get());
            }
        }
        var killedAt = new TreeMap<String, Integer>();
        for (int i = 0; i < series; i++) {
            new KillCheck(folder.resolve("series" + i), all.get(i).heard(), expected).check();
            assertThat(all.get(i).errors()).isEmpty();
            all.get(i).killedAt().forEach((place, count) -> killedAt.merge(place, count, Integer::sum));
        }
        assertThat(killedAt.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(kills);
        assertThat(killedAt).containsEntry("random", kills / 2);
    }
}
