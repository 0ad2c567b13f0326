package dev.flowbench.net;

import okhttp3.HttpUrl;

/** A server, as bindings and grants name it. */
final class Places {
    private static final int HTTPS = 443;

    private Places() {}

    /** The host alone for https at its usual port, else with the port. */
    static String of(HttpUrl url) {
        return url.isHttps() && url.port() == HTTPS ? bracketed(url.host()) : withPort(url.host(), url.port());
    }

    static String withPort(String host, int port) { return bracketed(host) + ":" + port; }

    private static String bracketed(String host) { return host.indexOf(':') < 0 ? host : "[" + host + "]"; }
}
