package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Says which addresses this server may call on behalf of participants: those of the public internet, and no others unless allowed.
 * Judges addresses, not names, since anybody can give a private address a public name. Immutable.
 */
final class AddressGuard {
    /** 64:ff9b::/96, which everybody may use; the rest of 64:ff9b::/32 is not for the public. */
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private final boolean privateAllowed;

    AddressGuard(boolean privateAllowed) {
        this.privateAllowed = privateAllowed;
    }

    /** The address to connect to, or a refusal. All of a name's addresses must be allowed, so that none is hidden among them. */
    InetAddress choose(String host) {
        InetAddress[] all;
        try {
            all = InetAddress.getAllByName(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        } catch (UnknownHostException e) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "there is no host '" + host + "'", e);
        }
        if (!privateAllowed && Arrays.stream(all).anyMatch(AddressGuard::isPrivate)) {
            throw new TaskException(
                    ErrorCode.DENIED,
                    "denied: '" + host + "' is in a private network, and this server may call public addresses only");
        }
        return all[0];
    }

    static boolean isPrivate(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPrivate4(bytes, 0) : isPrivate6(bytes);
    }

    /** What RFC 6890 lists beyond what Java knows. */
    private static boolean isPrivate4(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        int third = bytes[at + 2] & 0xff;
        return first == 0
                || first == 10
                || first == 127
                || first >= 224
                || first == 100 && second >= 64 && second < 128
                || first == 169 && second == 254
                || first == 172 && second >= 16 && second < 32
                || first == 192 && second == 168
                || first == 192 && second == 0 && (third == 0 || third == 2)
                || first == 198 && (second == 18 || second == 19 || second == 51 && third == 100)
                || first == 203 && second == 0 && third == 113;
    }

    /** Global unicast is 2000::/3; within it, 6to4 carries an IPv4 address, Teredo and documentation lead nowhere good. */
    private static boolean isPrivate6(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (Arrays.equals(NAT64, Arrays.copyOf(bytes, NAT64.length))) {
            return isPrivate4(bytes, 12);
        }
        boolean global = (first & 0xe0) == 0x20;
        boolean sixToFour = first == 0x20 && second == 0x02;
        boolean special =
                first == 0x20 && second == 0x01 && (bytes[2] == 0 || bytes[2] == 0x0d && (bytes[3] & 0xff) == 0xb8);
        return !global || special || sixToFour && isPrivate4(bytes, 2);
    }
}
