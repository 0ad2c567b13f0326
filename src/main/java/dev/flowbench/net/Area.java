package dev.flowbench.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * What kind of place an address is, by the registries of special addresses (IANA, RFC 6890 and after). What is not known to
 * be public is not.
 */
enum Area {
    PUBLIC,
    /** This machine. */
    HERE,
    /** The user's own network. */
    PRIVATE,
    /** Only what hangs on the same wire. */
    LINK,
    /** Where a cloud keeps the keys of its machines. */
    METADATA,
    /** To many at once. */
    MULTICAST,
    /** A tunnel that hides the address it leads to. */
    TUNNEL,
    /** Kept for documentation, tests or the future. */
    RESERVED;

    private static final List<Range> V4 = List.of(
            range(METADATA, 32, 169, 254, 169, 254), range(METADATA, 32, 168, 63, 129, 16),
            range(METADATA, 32, 100, 100, 100, 200), range(METADATA, 32, 192, 0, 0, 192),
            range(METADATA, 32, 169, 254, 170, 2), range(METADATA, 32, 169, 254, 170, 23),
            range(HERE, 8, 0), range(HERE, 8, 127), range(PRIVATE, 8, 10), range(PRIVATE, 10, 100, 64),
            range(LINK, 16, 169, 254), range(PRIVATE, 12, 172, 16), range(PRIVATE, 16, 192, 168),
            range(RESERVED, 24, 192, 0, 0), range(RESERVED, 24, 192, 0, 2), range(TUNNEL, 24, 192, 88, 99),
            range(RESERVED, 15, 198, 18), range(RESERVED, 24, 198, 51, 100), range(RESERVED, 24, 203, 0, 113),
            range(MULTICAST, 4, 224), range(RESERVED, 4, 240));

    private static final List<Range> V6 = List.of(
            range(METADATA, 128, 0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54),
            range(METADATA, 128, 0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54),
            range(HERE, 127, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            range(PRIVATE, 7, 0xfc), range(LINK, 10, 0xfe, 0x80), range(PRIVATE, 10, 0xfe, 0xc0),
            range(MULTICAST, 8, 0xff),
            // Teredo, 6to4, local NAT64, IPv4-compatible, IPv4-translated.
            range(TUNNEL, 32, 0x20, 0x01, 0, 0), range(TUNNEL, 16, 0x20, 0x02),
            range(TUNNEL, 48, 0, 0x64, 0xff, 0x9b, 0, 1), range(TUNNEL, 64, 0, 0, 0, 0, 0, 0, 0, 0),
            range(RESERVED, 23, 0x20, 0x01, 0), range(RESERVED, 32, 0x20, 0x01, 0x0d, 0xb8),
            range(RESERVED, 20, 0x3f, 0xff, 0));

    private static final Range NAT64 = range(PUBLIC, 96, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
    private static final Range GLOBAL = range(PUBLIC, 3, 0x20);

    private record Range(Area area, int bits, byte... first) {
        boolean has(byte... address) {
            for (int bit = 0; bit < bits; bit++) {
                int mine = bit / 8 < first.length ? first[bit / 8] : 0;
                if ((mine >> (7 - bit % 8) & 1) != (address[bit / 8] >> (7 - bit % 8) & 1)) return false;
            }
            return true;
        }
    }

    private static Range range(Area area, int bits, int... first) {
        byte[] bytes = new byte[first.length];
        for (int i = 0; i < first.length; i++) bytes[i] = (byte) first[i];
        return new Range(area, bits, bytes);
    }

    static Area of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet6Address)) return first(V4, PUBLIC, bytes);
        // What an IPv6-only network makes of a public IPv4 address is public as well.
        if (NAT64.has(bytes)) return of(embedded(bytes));
        return first(V6, GLOBAL.has(bytes) ? PUBLIC : RESERVED, bytes);
    }

    private static InetAddress embedded(byte... bytes) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static Area first(List<Range> ranges, Area otherwise, byte... bytes) {
        return ranges.stream().filter(range -> range.has(bytes)).map(Range::area).findFirst().orElse(otherwise);
    }
}
