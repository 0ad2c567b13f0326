package dev.flowbench.secret;

import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secret;
import dev.flowbench.net.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All secrets of the user: looked for in the environment first, then where this program has put them. What it hands out is
 * known to the redaction from then on. For any thread that may wait; a keychain may ask its owner.
 */
public final class Vault implements Secrets, AutoCloseable {
    /** The environment variable in which the passphrase of the encrypted file may stand. */
    public static final String PASSPHRASE = "FLOWBENCH_PASSPHRASE";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,99}");
    private static final int MOST_LETTERS = 20_000;
    /** The keys that everybody has, and the one host that each is for. */
    private static final Map<String, String> KNOWN = Map.of("OPENAI_API_KEY", "api.openai.com",
            "ANTHROPIC_API_KEY", "api.anthropic.com", "GEMINI_API_KEY", "generativelanguage.googleapis.com",
            "GOOGLE_API_KEY", "generativelanguage.googleapis.com");

    private final Environment environment;
    private final Keychain keychain;
    private final EncryptedFile file;
    private final Register register;
    private final Redaction redaction;
    private volatile Passphrase asked = _ -> Optional.empty();

    /**
     * @param folder the user's folder; made when something is kept
     * @param redaction hears of every value
     */
    public Vault(Path folder, Environment environment, Keychain keychain, Redaction redaction) {
        this.environment = environment;
        this.keychain = keychain;
        this.redaction = redaction;
        this.register = new Register(new PrivateFile(folder.resolve("secrets.json")));
        this.file = new EncryptedFile(new PrivateFile(folder.resolve("secrets.enc")), this::passphrase,
                () -> environment.get(PASSPHRASE).isPresent());
    }

    /** Who is asked for the passphrase where {@value #PASSPHRASE} does not tell it. */
    public void asks(Passphrase person) {
        asked = person;
    }

    private Optional<char[]> passphrase(boolean fresh) {
        Optional<String> told = environment.get(PASSPHRASE);
        told.ifPresent(redaction::know);
        return told.isPresent() ? told.map(String::toCharArray) : asked.ask(fresh);
    }

    /**
     * A secret as it is shown: never with its value.
     *
     * @param kept where its value is; null where it has none
     * @param places where it may be sent
     */
    public record Row(String name, @Nullable Keep kept, Set<String> places) {
        public Row {
            places = Set.copyOf(places);
        }
    }

    /** Whether a secret may be called that: a letter, then letters, digits, {@code _ . -}, 100 at most. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public Optional<Secret> find(String name) throws IOException {
        Optional<String> value = environment.get(name);
        Register.Entry entry = register.entry(name);
        if (value.isEmpty() && entry.kept() != null) {
            value = switch (entry.kept()) {
                case ENVIRONMENT -> Optional.empty();
                case KEYCHAIN -> Optional.of(keychain.read(name)
                        .orElseThrow(() -> new IOException(SecretTexts.text("keychain.unread", name))));
                case FILE -> file.read(name);
            };
        }
        value.ifPresent(redaction::know);
        return value.map(text -> new Secret(name, text, places(name, entry)));
    }

    /**
     * Lets the redaction know values before anything is recorded: those that the environment holds, of the usual names, of
     * all that were kept or bound here, and of these. A person may paste a key where it does not belong before it is first
     * sent.
     *
     * @param used whether these will be sent, so that keychain and file are opened for them too; what cannot be opened is
     *     said when it is needed
     */
    public void acquaint(Set<String> names, boolean used) {
        var all = new TreeSet<>(names);
        all.addAll(KNOWN.keySet());
        try {
            all.addAll(register.all().keySet());
        } catch (IOException _) {
            // Said where one of them is asked for.
        }
        all.forEach(name -> environment.get(name).ifPresent(redaction::know));
        for (String name : used ? names : Set.<String>of()) {
            try {
                find(name);
            } catch (IOException _) {
                // Said where it is needed.
            }
        }
    }

    /** Whether there is a value of that name, without opening keychain or file. */
    public boolean has(String name) throws IOException {
        return environment.get(name).isPresent() || register.entry(name).kept() != null;
    }

    @Override
    public boolean bindFirst(String name, String place) throws IOException {
        return places(name, register.change(name, entry -> places(name, entry).isEmpty() ? entry.to(place) : entry))
                .contains(place);
    }

    /** The places a secret of that name may be sent to, without opening keychain or file; empty for none yet. */
    public Set<String> places(String name) throws IOException {
        return places(name, register.entry(name));
    }

    private static Set<String> places(String name, Register.Entry entry) {
        @Nullable String usual = KNOWN.get(name);
        if (usual == null) return entry.places();
        var places = new TreeSet<>(entry.places());
        places.add(usual);
        return places;
    }

    /** Lets a secret go to one more place, as its owner says. */
    public void bind(String name, String place) throws IOException {
        register.change(name, entry -> entry.to(place));
    }

    /** Whether a secret is one of the usual keys, and that the one host it is for: a binding that nobody made here. */
    public static boolean isUsual(String name, String place) {
        return place.equals(KNOWN.get(name));
    }

    /**
     * Takes back that a secret may go to a place; what is {@linkplain #isUsual usual} stays.
     *
     * @return false if it was not bound to it here
     */
    public boolean unbind(String name, String place) throws IOException {
        boolean bound = register.entry(name).places().contains(place);
        register.change(name, entry -> entry.without(place));
        return bound;
    }

    /** The secrets that are known by name, sorted: those kept or bound here, and the usual ones of the environment. */
    public List<Row> rows() throws IOException {
        Map<String, Register.Entry> all = register.all();
        var names = new TreeSet<>(all.keySet());
        KNOWN.keySet().stream().filter(name -> environment.get(name).isPresent()).forEach(names::add);
        var rows = new ArrayList<Row>();
        for (String name : names) {
            Register.Entry entry = all.getOrDefault(name, Register.Entry.NONE);
            rows.add(new Row(name, environment.get(name).isPresent() ? Keep.ENVIRONMENT : entry.kept(),
                    places(name, entry)));
        }
        return rows;
    }

    /** Why there is no system keychain here, a sentence; empty where there is one. */
    public Optional<String> noKeychain() {
        return keychain.absence();
    }

    /**
     * Keeps a value.
     *
     * @param where keychain or file; null for the keychain where there is one, else the file
     * @return where it is now
     * @throws IOException if it cannot be kept there; the message is for people
     */
    public Keep set(String name, String value, @Nullable Keep where) throws IOException {
        String key = value.strip();
        if (key.isEmpty() || key.length() > MOST_LETTERS || key.chars().anyMatch(Character::isISOControl)) {
            throw new IOException(SecretTexts.text("set.value", name));
        }
        redaction.know(key);
        Keep keep = where != null ? where : keychain.absence().isEmpty() ? Keep.KEYCHAIN : Keep.FILE;
        switch (keep) {
            case KEYCHAIN -> keychain.write(name, key);
            case FILE -> file.write(name, key);
            case ENVIRONMENT -> throw new IOException(SecretTexts.text("set.environment", name));
        }
        Register.Entry before = register.entry(name);
        register.change(name, entry -> entry.at(keep));
        if (before.kept() == Keep.FILE && keep == Keep.KEYCHAIN) file.delete(name);
        if (before.kept() == Keep.KEYCHAIN && keep == Keep.FILE) keychain.delete(name);
        return keep;
    }

    /**
     * Forgets a value and where it might go.
     *
     * @return false if nothing was known of it
     * @throws IOException if it cannot be forgotten; then it is there still
     */
    public boolean delete(String name) throws IOException {
        Register.Entry entry = register.entry(name);
        if (entry.isNothing()) return false;
        if (entry.kept() == Keep.KEYCHAIN) keychain.delete(name);
        if (entry.kept() == Keep.FILE) file.delete(name);
        register.change(name, _ -> Register.Entry.NONE);
        return true;
    }

    /** Lets go of the keychain. */
    @Override
    public void close() {
        keychain.close();
    }

    @Override
    public String toString() { return "Vault"; }
}
