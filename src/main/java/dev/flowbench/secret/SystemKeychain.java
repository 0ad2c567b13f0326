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
    private static final long MOST_SECONDS_CLOSING = 2;

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
                Keyring now = keyring();
                now.setPassword(SERVICE, name, value);
                // The library takes a prompt that its owner has dismissed for a success.
                if (value.equals(now.getPassword(SERVICE, name))) return name;
            } catch (PasswordAccessException _) {
                // Without its cause: who knows what that quotes.
            }
            throw new IOException(SecretTexts.text("keychain.write", name));
        });
    }

    @Override
    public void delete(String name) throws IOException {
        onThread(() -> {
            Keyring now = keyring();
            try {
                now.deletePassword(SERVICE, name);
                now.getPassword(SERVICE, name);
            } catch (PasswordAccessException _) {
                // There is none of that name, any more.
                return name;
            }
            throw new IOException(SecretTexts.text("keychain.delete", name));
        });
    }

    /** Ends its connection to the system, whose threads would keep the process from ending. */
    @Override
    public void close() {
        Future<?> closed = thread.submit(this::letGo);
        try {
            closed.get(MOST_SECONDS_CLOSING, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // It waits for its owner, or is gone: the process ends without it.
        }
    }

    private Void letGo() throws Exception {
        try (Keyring now = opened) {
            opened = null;
            absence = null;
        }
        return null;
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
