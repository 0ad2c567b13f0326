package dev.flowbench.app;

import dev.flowbench.engine.Engine;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.model.recorded.Cassette;
import dev.flowbench.model.simulated.Faults;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.model.simulated.SimScriptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what stands in for the world of a run, for a new run and for one that goes on. */
final class Simulations {
    private static final String FAULTS = "faults";
    private static final String RECORDING = "recording";

    private Simulations() {}

    /** What a run keeps so that its answers are the same when it goes on. */
    static Map<String, String> kept(Answers answers) {
        return switch (answers) {
            case Answers.Real() -> Map.of();
            case Answers.Simulated(var _, var _, Faults faults) ->
                faults.rates().isEmpty() ? Map.of() : Map.of(FAULTS, faults.toString());
            case Answers.Recorded(Path recording) ->
                Map.of(RECORDING, recording.toAbsolutePath().normalize().toString());
        };
    }

    /**
     * Of a new run; null for a real one.
     *
     * @throws JournalException if a recording cannot be read; the message names the place
     */
    static @Nullable Simulation of(Answers answers, long seed) throws JournalException {
        return switch (answers) {
            case Answers.Real() -> null;
            case Answers.Simulated(SimScript script, Pace pace, Faults faults) ->
                new SimulatedWorld(script, pace, faults, seed);
            case Answers.Recorded(Path recording) -> new RecordedWorld(cassette(recording));
        };
    }

    /** Of a run that is kept, with the script beside its document if it is still there; null for a real one. */
    static @Nullable Simulation of(Journal.Header header, Pace pace) throws JournalException {
        if (!header.simulated()) {
            return null;
        }
        Map<String, String> kept = Engine.options(header).simulation();
        try {
            @Nullable String recording = kept.get(RECORDING);
            if (recording != null) {
                return new RecordedWorld(cassette(Path.of(recording)));
            }
            @Nullable Path file = World.file(header);
            Optional<Path> script = file == null ? Optional.empty() : new Companions(file).script();
            return new SimulatedWorld(script.isPresent() ? SimScript.read(script.get()) : SimScript.NONE, pace,
                    faults(kept), header.seed());
        } catch (SimScriptException | InvalidPathException e) {
            throw new JournalException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The faults that a run was begun with. */
    static Faults faults(Map<String, String> kept) {
        return Faults.of(kept.getOrDefault(FAULTS, ""));
    }

    private static Cassette cassette(Path recording) throws JournalException {
        try (InputStream in = Files.newInputStream(recording)) {
            return Cassette.of(new RunImport(in).events());
        } catch (IOException e) {
            throw new JournalException(AppTexts.text("recording.unread", recording), e);
        }
    }
}
