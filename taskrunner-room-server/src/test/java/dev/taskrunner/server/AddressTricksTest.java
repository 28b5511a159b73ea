package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.TaskException;
import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other ways to write, or to hide, an address that must not be called. */
class AddressTricksTest {
    private final AddressGuard guard = new AddressGuard(false);

    @ParameterizedTest
    @DisplayName("A private address stays one in every way of writing it")
    @ValueSource(
            strings = {
                "2130706433", "127.1", "10.1", "192.168.257", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]", "[::7f00:1]", "[fe80::1]", "[64:ff9b::10.0.0.1]", "[2002:a00:1::]", "[2001:0:1::1]",
                        ""
            })
    void spellings(String host) {
        assertThatThrownBy(() -> guard.choose(host)).isInstanceOf(TaskException.class);
    }

    @ParameterizedTest
    @DisplayName("NAT64 of a network's own, and what is next to the well-known one, is private whatever it carries")
    @ValueSource(
            strings = {"64:ff9b:1::8.8.8.8", "64:ff9b:1:fffe::8.8.8.8", "64:ff9b:0:1::8.8.8.8", "64:ff9b::1:8.8.8.8"})
    void localNat64(String address) throws Exception {
        assertThat(AddressGuard.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @DisplayName("The borders of private ranges, on both sides")
    @CsvSource({
        "9.255.255.255, false",
        "10.0.0.0, true",
        "10.255.255.255, true",
        "11.0.0.0, false",
        "100.63.255.255, false",
        "100.64.0.0, true",
        "100.128.0.0, false",
        "126.255.255.255, false",
        "128.0.0.0, false",
        "169.253.255.255, false",
        "169.254.0.0, true",
        "169.255.0.0, false",
        "172.15.255.255, false",
        "172.16.0.0, true",
        "172.32.0.0, false",
        "192.0.0.255, true",
        "192.0.3.0, false",
        "192.167.255.255, false",
        "192.169.0.0, false",
        "198.17.255.255, false",
        "198.20.0.0, false",
        "198.51.99.255, false",
        "198.51.101.0, false",
        "203.0.112.255, false",
        "223.255.255.255, false",
        "224.0.0.0, true",
        "1fff:ffff::1, true",
        "2000::1, false",
        "2001:db7::1, false",
        "2001:db9::1, false",
        "2001:100::1, false",
        "3ffe:ffff::1, false",
        "4000::1, true",
        "2002:808:808::, false",
        "2002:a9fe:a9fe::, true",
        "64:ff9b::808:808, false",
        "64:ff9b::a9fe:a9fe, true"
    })
    void borders(String address, boolean isPrivate) throws Exception {
        assertThat(AddressGuard.isPrivate(InetAddress.getByName(address))).isEqualTo(isPrivate);
    }
}
