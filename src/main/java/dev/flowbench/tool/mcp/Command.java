package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.tool.mcp.McpEntry.Program;
import dev.flowbench.tool.mcp.McpEntry.Unusable;
import dev.flowbench.tool.mcp.McpEntry.Web;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What exactly an entry would start or reach on this machine: what a person is shown and agrees to. Nothing is started to
 * find it out.
 *
 * @param executable the program that is started; null where none is
 * @param folder where it runs; null where none is started
 * @param consent names it: another program or another content of its file, argument, environment, folder, address or header
 *     has another; 64 hexadecimal digits
 * @param files the content of its own file and of the files that its arguments name, by path; part of the consent
 * @param lines all of it, for people; nothing is shortened, no secret is in it
 * @param warnings what about it deserves a second look, sentences
 * @param floats whether it may run another program the next time, which cannot be told from here: what is allowed of it is not
 *     remembered
 */
record Command(@Nullable Path executable, @Nullable Path folder, String consent, Map<String, String> files,
        List<String> lines, List<String> warnings, boolean floats) {
    private static final Pattern BARE = Pattern.compile("[\\w@%+=:,./-]+");
    private static final Pattern PINNED = Pattern.compile(".+(@|==)v?\\d+(\\.\\d+)+([-+.]\\w+)*|.+@sha256:\\w{64}");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    Command {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
    }

    /** An entry that cannot be started or reached as it is. */
    static final class NoCommand extends Exception {
        private static final long serialVersionUID = 1L;

        private final String wayOut;

        NoCommand(String why, String wayOut) {
            super(why);
            this.wayOut = wayOut;
        }

        String wayOut() {
            return wayOut;
        }

        private static NoCommand of(String key, Object... arguments) {
            return new NoCommand(McpTexts.text(key, arguments), McpTexts.text(key + ".out", arguments));
        }
    }

    /**
     * What an entry would start or reach.
     *
     * @param environment that of this program: where programs are searched
     * @param contents tells the content of programs
     * @throws NoCommand if it cannot be
     */
    static Command of(McpEntry entry, Map<String, String> environment, Contents contents) throws NoCommand {
        return switch (entry.way()) {
            case Program program -> program(program, environment, contents);
            case Web web -> web(web);
            case Unusable unusable -> throw new NoCommand(unusable.why(), unusable.wayOut());
        };
    }

    private static Command program(Program program, Map<String, String> environment, Contents contents)
            throws NoCommand {
        Path folder = folder(program);
        Path executable = found(program.command(), folder, environment);
        refuseTraps(executable, program.arguments());
        String content = content(executable, contents);
        ObjectNode what = JSON.objectNode().put("kind", "program").put("file", executable.toString())
                .put("content", content).put("folder", folder.toString());
        program.arguments().forEach(what.withArray("arguments")::add);
        program.data().forEach(file -> what.withArray("data").add(file));
        Map<String, String> named = NamedFiles.contents(program, folder, contents);
        named.forEach((file, is) -> what.withObject("files").put(file, is));
        var files = new TreeMap<>(named);
        files.put(executable.toString(), content);
        values(program.environment(), what.putObject("environment"));
        var lines = new ArrayList<String>();
        var line = new StringBuilder(quoted(executable.toString()));
        program.arguments().forEach(argument -> line.append(' ').append(quoted(argument)));
        lines.add(line.toString());
        lines.add(McpTexts.text("command.folder", quoted(folder.toString())));
        lines.add(McpTexts.text(program.environment().isEmpty() ? "command.usual" : "command.environment"));
        shown(program.environment(), "command.value", lines);
        named.keySet().forEach(file -> lines.add(McpTexts.text("command.file", quoted(file))));
        program.data().forEach(file -> lines.add(McpTexts.text("command.data", quoted(file))));
        var warnings = new ArrayList<String>();
        Optional<String> unpinned = unpinned(executable, program.arguments());
        unpinned.ifPresent(name -> warnings.add(McpTexts.text("warning.unpinned", McpTexts.shown(name, 120))));
        keys(program.environment(), "warning.key", warnings);
        for (int i = 0; i < program.arguments().size(); i++) {
            if (References.looksLikeKey("", program.arguments().get(i))) {
                warnings.add(McpTexts.text("warning.keyArgument", i + 1));
            }
        }
        return new Command(executable, folder, Canonical.sha256(what), files, lines, warnings, unpinned.isPresent());
    }

    private static Command web(Web web) {
        ObjectNode what = JSON.objectNode().put("kind", "web").put("address", web.address().toString());
        values(web.headers(), what.putObject("headers"));
        var lines = new ArrayList<String>();
        lines.add(quoted(web.address().toString()));
        shown(web.headers(), "command.header", lines);
        var warnings = new ArrayList<String>();
        keys(web.headers(), "warning.keyHeader", warnings);
        return new Command(null, null, Canonical.sha256(what), Map.of(), lines, warnings, false);
    }

    /** An entry as it is written, for one that cannot be started or reached; empty where it says neither. */
    static Optional<String> written(McpEntry entry) {
        return switch (entry.way()) {
            case Program program -> Optional.of(program.arguments().stream().map(Command::quoted)
                    .reduce(quoted(program.command()), (line, word) -> line + ' ' + word));
            case Web web -> Optional.of(quoted(web.address().toString()));
            case Unusable _ -> Optional.empty();
        };
    }

    /** A value may be a key: only its hash is kept. */
    private static void values(Map<String, String> values, ObjectNode into) {
        values.forEach((name, value) -> into.put(name, Canonical.sha256(TextNode.valueOf(value))));
    }

    private static void shown(Map<String, String> values, String key, List<String> lines) {
        values.forEach((name, value) -> lines.add(McpTexts.text(key, quoted(name),
                References.looksLikeKey(name, value) ? McpTexts.text("command.hidden") : quoted(value))));
    }

    private static void keys(Map<String, String> values, String key, List<String> warnings) {
        values.forEach((name, value) -> {
            if (References.looksLikeKey(name, value)) {
                warnings.add(McpTexts.text(key, McpTexts.shown(name, 60)));
            }
        });
    }

    private static String quoted(String word) {
        return BARE.matcher(word).matches()
                ? word
                : '"' + McpTexts.visible(word).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Path folder(Program program) throws NoCommand {
        try {
            Path folder = Path.of(program.folder() == null ? System.getProperty("user.home", ".") : program.folder());
            if (!folder.isAbsolute()) {
                throw NoCommand.of("command.relativeFolder", folder);
            }
            if (!Files.isDirectory(folder)) {
                throw NoCommand.of("command.noFolder", folder);
            }
            return folder.normalize();
        } catch (InvalidPathException _) {
            throw NoCommand.of("command.noFolder", McpTexts.shown(String.valueOf(program.folder()), 200));
        }
    }

    private static Path found(String command, Path folder, Map<String, String> environment) throws NoCommand {
        try {
            if (command.contains("/") || command.contains(File.separator)) {
                return found(folder, command).orElseThrow(() -> NoCommand.of("command.noFile",
                        McpTexts.shown(folder.resolve(command).normalize().toString(), 200)));
            }
            for (String place : path(environment).split(Pattern.quote(File.pathSeparator))) {
                // A place that is not absolute depends on where this program was started.
                Path dir = Path.of(place);
                Optional<Path> file = place.isBlank() || !dir.isAbsolute() ? Optional.empty() : found(dir, command);
                if (file.isPresent()) {
                    return file.get();
                }
            }
        } catch (InvalidPathException _) {
            throw NoCommand.of("command.noFile", McpTexts.shown(command, 200));
        }
        throw NoCommand.of(command.strip().contains(" ") ? "command.words" : "command.notOnPath",
                McpTexts.shown(command, 200));
    }

    private static String path(Map<String, String> environment) {
        return environment.entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase("PATH"))
                .map(Map.Entry::getValue).findFirst().orElse("");
    }

    private static Optional<Path> found(Path folder, String name) {
        List<String> endings = Environment.isWindows() ? List.of("", ".exe", ".com", ".cmd", ".bat") : List.of("");
        return endings.stream().map(ending -> folder.resolve(name + ending).normalize())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
    }

    /** Windows hands the arguments of a batch file to a shell, whoever starts it. */
    private static void refuseTraps(Path executable, List<String> arguments) throws NoCommand {
        String name = executable.toString().toLowerCase(Locale.ROOT);
        if ((name.endsWith(".cmd") || name.endsWith(".bat"))
                && arguments.stream().anyMatch(argument -> argument.matches("(?s).*[&|<>^\"%!\\r\\n].*"))) {
            throw NoCommand.of("command.batch", executable);
        }
    }

    private static String content(Path executable, Contents contents) throws NoCommand {
        try {
            return contents.sha256(executable);
        } catch (IOException _) {
            throw NoCommand.of("command.noFile", executable);
        }
    }

    /** The package that a runner would fetch in whatever version is the newest; empty where its version is fixed. */
    private static Optional<String> unpinned(Path executable, List<String> arguments) {
        String runner = String.valueOf(executable.getFileName()).toLowerCase(Locale.ROOT)
                .replaceFirst("\\.(exe|cmd|bat)$", "");
        List<String> rest = switch (runner) {
            case "npx", "bunx", "uvx", "pipx", "pnpx" -> arguments;
            case "npm" -> after(arguments, "exec", "x");
            case "pnpm", "yarn" -> after(arguments, "dlx");
            case "bun" -> after(arguments, "x");
            case "uv" -> after(after(arguments, "tool"), "run");
            default -> List.of();
        };
        for (int i = 0; i < rest.size(); i++) {
            String argument = rest.get(i);
            if (argument.startsWith("--package=") || argument.startsWith("--from=")) {
                return Optional.of(argument.substring(argument.indexOf('=') + 1)).filter(Command::floats);
            }
            if ((argument.equals("-p") || argument.equals("--package") || argument.equals("--from"))
                    && i + 1 < rest.size()) {
                return Optional.of(rest.get(i + 1)).filter(Command::floats);
            }
            if (!argument.startsWith("-") && !(runner.equals("pipx") && argument.equals("run"))) {
                return Optional.of(argument).filter(Command::floats);
            }
        }
        return Optional.empty();
    }

    private static boolean floats(String name) {
        return !PINNED.matcher(name).matches() && !name.startsWith(".") && !name.startsWith("/");
    }

    private static List<String> after(List<String> arguments, String... words) {
        return !arguments.isEmpty() && List.of(words).contains(arguments.getFirst())
                ? arguments.subList(1, arguments.size())
                : List.of();
    }

    /** Its lines, and after them which of its files are others than they were when it was allowed. */
    List<String> lines(Map<String, String> before) {
        var all = new ArrayList<>(lines);
        var names = new TreeSet<>(before.keySet());
        names.addAll(files.keySet());
        if (!before.isEmpty()) {
            names.stream().filter(name -> !Objects.equals(before.get(name), files.get(name)))
                    .forEach(name -> all.add(McpTexts.text("command.changed", quoted(name))));
        }
        return all;
    }

    /** All of it as one text, warnings last. */
    String text() {
        var all = new ArrayList<>(lines);
        warnings.forEach(warning -> all.add(McpTexts.text("command.warning", warning)));
        return String.join("\n", all);
    }
}
