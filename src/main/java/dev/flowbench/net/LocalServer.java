package dev.flowbench.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * One server of the user's own, that is not on the public internet and may be reached all the same.
 *
 * @param host a name or an address, in lower case; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record LocalServer(String host, int port) {
    private static final Pattern BARE = Pattern.compile("[^/?#@\\\\]+");
    private static final Pattern WITH_PORT = Pattern.compile("[^/?#@\\\\]+:\\d{1,5}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9._-]+|[0-9a-f:.]+");
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    /** Names that no server on the internet has (RFC 6761, 6762, 8375 and what ICANN keeps back). */
    private static final Pattern LOCAL_NAME = Pattern.compile(".*\\.(localhost|local|internal|lan|home\\.arpa)\\.?");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

    /**
     * Reads {@code localhost:11434}, {@code [::1]:8080} or a whole address such as {@code http://gpu-box:8000/v1}. Empty for
     * anything else: a server is one host with its port, never a pattern.
     */
    public static Optional<LocalServer> of(String text) {
        String bare = text.strip();
        if (!bare.contains("://") && !WITH_PORT.matcher(bare).matches()) return Optional.empty();
        return url(bare, "http").map(url -> new LocalServer(url.host(), url.port()));
    }

    /** One server, with nothing in it that hides which. */
    static Optional<HttpUrl> url(String text, String scheme) {
        boolean whole = text.contains("://");
        if (!whole && !BARE.matcher(text).matches()) return Optional.empty();
        return Optional.ofNullable(HttpUrl.parse(whole ? text : scheme + "://" + text))
                .filter(url -> url.username().isEmpty() && url.password().isEmpty() && !Disguise.isIn(url.host())
                        && HOST.matcher(url.host()).matches());
    }

    /**
     * Whether it is plainly on this machine or in the user's own network, as its name or address says by itself; no name is
     * looked up. Of other names that is not known.
     */
    public boolean isPlainlyLocal() {
        if (host.indexOf(':') >= 0 || DOTTED.matcher(host).matches()) {
            try {
                return Area.of(InetAddress.getByName(host)) != Area.PUBLIC;
            } catch (UnknownHostException _) {
                return false;
            }
        }
        return host.indexOf('.') < 0 || LOCAL_NAME.matcher(host).matches();
    }

    /** Whether that is this server. The names of this machine itself all mean the same. */
    boolean is(String otherHost, int otherPort) {
        String other = otherHost.toLowerCase(Locale.ROOT);
        return port == otherPort
                && (host.equals(other) || THIS_MACHINE.contains(host) && THIS_MACHINE.contains(other));
    }

    /** As it is written in the settings: {@code localhost:11434}. */
    @Override
    public String toString() { return Places.withPort(host, port); }
}
