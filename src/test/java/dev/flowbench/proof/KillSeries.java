package dev.flowbench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.RunStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process after another on the same folder, each killed at a point that the seed draws: half after a while, half at a
 * place. A pipe stays open when the process is killed by its handle, so nothing that it said is lost.
 */
final class KillSeries {
    private static final int MAX_MILLIS = 150;

    private final WarmJava java;
    private final Path folder;
    private final SplittableRandom random;
    private final Map<String, Integer> places;
    private final Map<String, Integer> killedAt = new TreeMap<>();
    private final Heard heard = new Heard();
    private int processes;

    /** @param places how often a run comes to each place where it may be killed */
    KillSeries(WarmJava java, Path folder, long seed, Map<String, Integer> places) {
        this.java = java;
        this.folder = folder;
        this.random = new SplittableRandom(seed);
        this.places = places;
    }

    /** What all processes said. */
    static final class Heard {
        /** By run and number, what was told; of a process that was killed, what it had acknowledged. */
        final Map<String, NavigableMap<Long, Told>> told = new HashMap<>();
        /** The highest number that was acknowledged as durable, by run. */
        final Map<String, Long> durable = new HashMap<>();
        /** Requests whose decision was acknowledged, by run. */
        final Map<String, Set<String>> decided = new HashMap<>();
        /** By run, what had ended for good when that process was killed: the first process after it is one more. */
        final Map<String, Map<String, Integer>> ended = new HashMap<>();
        final Map<String, RunStatus> ends = new HashMap<>();
        final Set<String> begun = new HashSet<>();
    }

    /** An event as it was told. */
    record Told(String line, String key) {}

    Heard heard() {
        return heard;
    }

    Map<String, Integer> killedAt() {
        return killedAt;
    }

    /** So many kills, then one process that takes up what is left. */
    void run(int kills) throws IOException, InterruptedException {
        var labels = List.copyOf(new TreeSet<>(places.keySet()));
        for (int i = 0; i < kills; i++) {
            String label = i % 2 == 0 ? "" : labels.get(i / 2 % labels.size());
            int hit = label.isEmpty() ? 0 : 1 + random.nextInt(places.get(label));
            kill(label, hit);
        }
        Process process = start("", 0, 0);
        try (BufferedReader lines = lines(process)) {
            lines.lines().forEach(this::hear);
        }
        assertThat(process.waitFor()).as("the last process ends by itself").isZero();
    }

    private void kill(String label, int hit) throws IOException, InterruptedException {
        Process process = start(label, hit, Integer.MAX_VALUE);
        try {
            kill(process, label, hit);
        } finally {
            process.toHandle().destroyForcibly();
        }
    }

    private void kill(Process process, String label, int hit) throws IOException, InterruptedException {
        var said = new LinkedBlockingQueue<String>();
        Thread reader = Thread.ofVirtual().start(() -> read(process, said));
        long due = Long.MAX_VALUE;
        boolean killed = false;
        String last = "";
        while (true) {
            @Nullable String line = next(said, due);
            if (line == null || line.equals("AT")) {
                process.toHandle().destroyForcibly();
                killed = true;
                due = Long.MAX_VALUE;
            } else if (line.isEmpty()) {
                break;
            } else {
                if (label.isEmpty() && due == Long.MAX_VALUE && !killed && line.startsWith("TOLD")) {
                    due = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(MAX_MILLIS * 1_000));
                }
                hear(line);
                last = line;
            }
        }
        reader.join();
        process.waitFor();
        assertThat(killed).as("%s ended by itself, last it said %s, and: %s", name(label, hit), last,
                Files.readString(folder.resolve("errors-" + processes))).isTrue();
        // What it had not acknowledged may be lost, and something else happen in its place.
        heard.told.forEach((run, told) -> told.tailMap(heard.durable.getOrDefault(run, 0L), false).clear());
        killedAt.merge(label.isEmpty() ? "random" : label, 1, Integer::sum);
    }

    private static String name(String label, int hit) {
        return label.isEmpty() ? "a process" : "a process that was to be killed at " + label + " " + hit;
    }

    /** The next line; empty at the end, null when it is time to kill. */
    private static @Nullable String next(BlockingQueue<String> said, long due) throws InterruptedException {
        if (due == Long.MAX_VALUE) {
            return said.take();
        }
        return said.poll(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private static void read(Process process, BlockingQueue<String> said) {
        try (BufferedReader lines = lines(process)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add("BROKEN " + e);
        }
        said.add("");
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private Process start(String label, int hit, int begins) throws IOException {
        processes++;
        Files.createDirectories(folder);
        return java.process(KilledProcess.class, folder.toString(), Integer.toString(processes), label,
                Integer.toString(hit), Integer.toString(begins))
                .redirectError(folder.resolve("errors-" + processes).toFile()).start();
    }

    private void hear(String line) {
        String[] words = line.split(" ", -1);
        String run = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "LIST" -> assertThat(words[2]).as("no run of a process that is gone is listed as running")
                    .isNotEqualTo(RunStatus.RUNNING.name());
            case "LOST" -> assertThat(heard.durable).as("of which nothing was acknowledged").doesNotContainKey(run);
            case "RUN" -> heard.begun.add(run);
            case "TOLD" -> told(run, Long.parseLong(words[2]),
                    new Told(words[2] + ' ' + words[3] + ' ' + words[4], words[4]));
            case "DURABLE" -> durable(run, Long.parseLong(words[2]));
            case "DECIDED" -> heard.decided.computeIfAbsent(run, _ -> new HashSet<>()).add(words[2]);
            case "END" -> heard.ends.put(run, RunStatus.valueOf(words[2]));
            default -> throw new AssertionError(line);
        }
    }

    private void told(String run, long seq, Told event) {
        NavigableMap<Long, Told> told = heard.told.computeIfAbsent(run, _ -> new TreeMap<>());
        Told before = told.put(seq, event);
        if (seq <= heard.durable.getOrDefault(run, 0L)) {
            // The journal's thread may be faster than the run's to say something of an event.
            assertThat(event).as("an event of %s that was acknowledged", run)
                    .isEqualTo(before == null ? event : before);
            ended(run, event);
        }
    }

    private void durable(String run, long seq) {
        long before = heard.durable.getOrDefault(run, 0L);
        heard.durable.put(run, Math.max(before, seq));
        Map<Long, Told> told = heard.told.computeIfAbsent(run, _ -> new TreeMap<>());
        for (long i = before + 1; i <= seq; i++) {
            @Nullable Told event = told.get(i);
            if (event != null) {
                ended(run, event);
            }
        }
    }

    private void ended(String run, Told event) {
        if (!event.key().equals("-")) {
            heard.ended.computeIfAbsent(run, _ -> new HashMap<>()).putIfAbsent(event.key(), processes);
        }
    }

    /** What processes said on their way that nobody expected. */
    List<String> errors() throws IOException {
        var all = new ArrayList<String>();
        for (int i = 1; i <= processes; i++) {
            all.addAll(Files.readAllLines(folder.resolve("errors-" + i)));
        }
        return all;
    }
}
