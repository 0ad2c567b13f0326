package dev.flowbench.secret;

import com.github.javakeyring.BackendNotSupportedException;
import com.github.javakeyring.Keyring;
import com.github.javakeyring.PasswordAccessException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The keychain of this system: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows. It is opened when
 * it is first asked, always by one platform thread: a native call would hold up virtual ones.
 */
public final class SystemKeychain implements Keychain {
    private static final String SERVICE = "flowbench";
    /** Its owner may have to type a password. */
    private static final long MOST_SECONDS = 120;

    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("keychain").factory());
    private @Nullable Keyring opened;
    private @Nullable String absence;

    @Override
    public Optional<String> absence() {
        try {
            return onThread(() -> {
                open();
                return Optional.ofNullable(absence);
            });
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<String> read(String name) throws IOException {
        return onThread(() -> {
            try {
                return Optional.ofNullable(keyring().getPassword(SERVICE, name)).filter(value -> !value.isBlank());
            } catch (PasswordAccessException _) {
                // What a keychain says where it has no such thing, and what it says where it is locked, is the same.
                return Optional.empty();
            }
        });
    }

    @Override
    public void write(String name, String value) throws IOException {
        onThread(() -> {
            try {
                keyring().setPassword(SERVICE, name, value);
                return name;
            } catch (PasswordAccessException _) {
                // Without its cause: who knows what that quotes.
                throw new IOException(SecretTexts.text("keychain.write", name));
            }
        });
    }

    @Override
    public void delete(String name) throws IOException {
        onThread(() -> {
            try {
                keyring().deletePassword(SERVICE, name);
            } catch (PasswordAccessException _) {
                // There is none of that name.
            }
            return name;
        });
    }

    private Keyring keyring() throws IOException {
        open();
        Keyring now = opened;
        if (now == null) throw new IOException(String.valueOf(absence));
        return now;
    }

    private void open() {
        if (opened != null || absence != null) return;
        try {
            opened = Keyring.create();
        } catch (BackendNotSupportedException | RuntimeException | LinkageError _) {
            absence = SecretTexts.text("keychain.none");
        }
    }

    private interface Work<T> {
        T now() throws IOException;
    }

    private <T> T onThread(Work<T> work) throws IOException {
        Future<T> future = thread.submit(work::now);
        try {
            return future.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException(SecretTexts.text("keychain.silent"));
        } catch (TimeoutException _) {
            throw new IOException(SecretTexts.text("keychain.silent"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException said) throw said;
            throw new IOException(SecretTexts.text("keychain.broken"));
        }
    }
}
