package dev.flowbench.secret;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in a file that only a passphrase opens: AES-256 in GCM, the key by PBKDF2 with HMAC-SHA-256 and a salt of its own.
 * Names are encrypted too. The key made of the passphrase is kept in memory as long as the program runs.
 */
final class EncryptedFile {
    private static final String KIND = "flowbench-secrets";
    private static final int VERSION = 1;
    private static final int ITERATIONS = 600_000;
    /** A file from elsewhere must not make us count for hours. */
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final PrivateFile file;
    private final Passphrase passphrase;
    private final BooleanSupplier told;
    private final SecureRandom random = new SecureRandom();
    private final ObjectMapper json = new ObjectMapper();
    private @Nullable Opened opened;

    /** What of the file stays open. */
    private record Opened(byte[] salt, int iterations, SecretKey key) {
        @Override
        public String toString() { return "Opened"; }
    }

    /** @param told whether the environment tells the passphrase, and nobody types it */
    EncryptedFile(PrivateFile file, Passphrase passphrase, BooleanSupplier told) {
        this.file = file;
        this.passphrase = passphrase;
        this.told = told;
    }

    synchronized Optional<String> read(String name) throws IOException {
        return file.isThere() ? Optional.ofNullable(all().get(name)) : Optional.empty();
    }

    synchronized void write(String name, String value) throws IOException {
        file.exclusively(_ -> {
            Map<String, String> all = file.isThere() ? all() : new TreeMap<>();
            all.put(name, value);
            return keep(all);
        });
    }

    synchronized void delete(String name) throws IOException {
        file.exclusively(_ -> {
            if (!file.isThere()) return false;
            Map<String, String> all = all();
            return all.remove(name) != null && keep(all);
        });
    }

    private Map<String, String> all() throws IOException {
        JsonNode kept = kept();
        byte[] salt = bytes(kept, "salt");
        int iterations = kept.path("iterations").asInt();
        if (iterations < 1 || iterations > MOST_ITERATIONS) throw broken();
        Opened now = opened;
        if (now == null || !Arrays.equals(now.salt(), salt) || now.iterations() != iterations) {
            now = key(salt, iterations, false);
        }
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, now, bytes(kept, "nonce")).doFinal(bytes(kept, "data"));
            opened = now;
            var all = new TreeMap<String, String>();
            json.readTree(plain).properties().forEach(entry -> all.put(entry.getKey(), entry.getValue().asText()));
            Arrays.fill(plain, (byte) 0);
            return all;
        } catch (AEADBadTagException _) {
            opened = null;
            throw new IOException(SecretTexts.text(told.getAsBoolean() ? "file.passphraseSet" : "file.passphrase",
                    file.path()));
        } catch (GeneralSecurityException | IOException _) {
            throw broken();
        }
    }

    private JsonNode kept() throws IOException {
        try {
            JsonNode kept = json.readTree(file.read());
            if (kept == null || kept.path(KIND).asInt() != VERSION) throw broken();
            return kept;
        } catch (JacksonException _) {
            throw broken();
        }
    }

    private boolean keep(Map<String, String> all) throws IOException {
        Opened now = opened;
        if (now == null) {
            now = key(random(SALT), ITERATIONS, true);
        }
        try {
            byte[] nonce = random(NONCE);
            byte[] plain = json.writeValueAsBytes(all);
            byte[] data = cipher(Cipher.ENCRYPT_MODE, now, nonce).doFinal(plain);
            Arrays.fill(plain, (byte) 0);
            ObjectNode kept = json.createObjectNode().put(KIND, VERSION).put("kdf", "PBKDF2WithHmacSHA256")
                    .put("iterations", now.iterations()).put("salt", text(now.salt())).put("cipher", "AES/GCM")
                    .put("nonce", text(nonce)).put("data", text(data));
            file.write((kept.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
            opened = now;
            return true;
        } catch (GeneralSecurityException e) {
            throw new IOException(SecretTexts.text("file.noCipher", e.getClass().getSimpleName()));
        }
    }

    private static Cipher cipher(int mode, Opened key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        // Who changes how the key is made cannot make the data pass.
        cipher.updateAAD((KIND + VERSION + " " + key.iterations()).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private Opened key(byte[] salt, int iterations, boolean fresh) throws IOException {
        char[] typed = passphrase.ask(fresh).orElseThrow(() -> new IOException(
                SecretTexts.text(fresh ? "file.noNew" : "file.noPassphrase", file.path())));
        if (typed.length == 0) {
            throw new IOException(SecretTexts.text(fresh ? "file.notChosen" : "file.notGiven", file.path()));
        }
        if (fresh && typed.length < Passphrase.SHORTEST) {
            throw new IOException(SecretTexts.text("file.short", file.path(), Passphrase.SHORTEST));
        }
        var spec = new PBEKeySpec(typed, salt, iterations, 256);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
            return new Opened(salt, iterations, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IOException(SecretTexts.text("file.noCipher", e.getClass().getSimpleName()));
        } finally {
            spec.clearPassword();
            Arrays.fill(typed, ' ');
        }
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private IOException broken() { return new IOException(SecretTexts.text("file.broken", file.path())); }

    private byte[] bytes(JsonNode kept, String field) throws IOException {
        try {
            return Base64.getDecoder().decode(kept.path(field).asText());
        } catch (IllegalArgumentException _) {
            throw broken();
        }
    }

    private static String text(byte[] bytes) { return Base64.getEncoder().encodeToString(bytes); }
}
