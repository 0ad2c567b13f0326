package dev.flowbench.store;

import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The list of runs: from the index what has not changed, from the files what has. */
final class RunList {
    private final RunFiles files;
    private final RunIndex index;
    /** Ended here and not in the index yet: a writer must not wait for it. */
    private final ConcurrentLinkedQueue<RunIndex.Line> ended = new ConcurrentLinkedQueue<>();

    RunList(RunFiles files) {
        this.files = files;
        this.index = new RunIndex(files.folder().resolve("index.db"));
    }

    /** A run was given up. Never waits. */
    void givenUp(Tally run) {
        if (run.ended()) {
            ended.add(new RunIndex.Line(run.summary(false), RunIndex.Stamp.NONE));
        }
    }

    /** Runs are gone. */
    void removed(Collection<String> runs) {
        ended.removeIf(line -> runs.contains(line.summary().run()));
        if (Files.isDirectory(files.folder())) {
            index.remove(runs);
        }
    }

    /** Brings the index up to what was told. */
    void save() {
        var lines = new ArrayList<RunIndex.Line>();
        for (RunIndex.@Nullable Line line = ended.poll(); line != null; line = ended.poll()) {
            lines.add(line);
        }
        index.put(lines);
    }

    /**
     * Runs, newest first.
     *
     * @param open the runs that are open here, by id
     */
    List<Journal.Summary> newest(int limit, Map<String, Journal.Summary> open) throws JournalException {
        save();
        List<Path> present = files.all();
        if (present.isEmpty()) {
            return List.of();
        }
        Map<String, RunIndex.Line> known = index.all();
        var all = new ArrayList<Journal.Summary>(present.size());
        var fresh = new ArrayList<RunIndex.Line>();
        for (Path file : present) {
            String run = RunFiles.id(file);
            Journal.@Nullable Summary here = open.get(run);
            RunIndex.@Nullable Line line = known.get(run);
            if (here != null) {
                all.add(here);
            } else if (line != null && line.ended()) {
                all.add(line.summary());
            } else {
                all.add(notEnded(file, line, fresh));
            }
        }
        index.put(fresh);
        all.sort(Comparator.comparingLong(Journal.Summary::startedAt).reversed()
                .thenComparing(Journal.Summary::run));
        return all.size() <= limit ? List.copyOf(all) : List.copyOf(all.subList(0, limit));
    }

    private Journal.Summary notEnded(Path file, RunIndex.@Nullable Line known, List<RunIndex.Line> fresh) {
        // Whether it is owned before what is in it: a run that ends in between has then ended, not been interrupted.
        boolean owned = files.isOwned(RunFiles.id(file));
        RunIndex.Stamp stamp = owned ? RunIndex.Stamp.NONE : stamp(file);
        if (known != null && stamp != RunIndex.Stamp.NONE && known.stamp().equals(stamp)) {
            return known.summary();
        }
        Journal.Summary summary = named(RunFiles.id(file), read(file).summary(owned));
        var line = new RunIndex.Line(summary, stamp);
        if (line.ended() || stamp != RunIndex.Stamp.NONE) {
            fresh.add(line);
        }
        return summary;
    }

    /** A file that somebody copied or renamed is found by its own name. */
    private static Journal.Summary named(String run, Journal.Summary line) {
        return line.run().equals(run)
                ? line
                : new Journal.Summary(run, line.workflow(), line.name(), line.file(), line.startedAt(), line.micros(),
                        line.status(), line.simulated(), line.spent(), line.reason());
    }

    /** A file that cannot be read must not hide the others, and not itself either. */
    private static Tally read(Path file) {
        String run = RunFiles.id(file);
        var line = new Tally(new Journal.Header(run, "", run, "", Map.of(), lastChange(file) * 1_000, false, 0, 0, "",
                "", "", Journal.Header.NO_OPTIONS));
        try (RunReader reader = RunReader.open(file)) {
            line = new Tally(reader.header());
            reader.events(line::add);
        } catch (JournalException e) {
            line.unreadable();
        }
        return line;
    }

    private static long lastChange(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /** None while something that belongs to the file stands beside it. */
    private static RunIndex.Stamp stamp(Path file) {
        try {
            if (Files.exists(RunFiles.log(file))) {
                return RunIndex.Stamp.NONE;
            }
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new RunIndex.Stamp(now.size(), now.lastModifiedTime().toMillis());
        } catch (IOException e) {
            return RunIndex.Stamp.NONE;
        }
    }
}
