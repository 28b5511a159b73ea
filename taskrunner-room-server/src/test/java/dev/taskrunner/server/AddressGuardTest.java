package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.TaskException;
import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private final AddressGuard guard = new AddressGuard(false);

    @ParameterizedTest
    @DisplayName("Addresses of this machine, of private networks and of nobody are not called")
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.1",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "198.18.0.1",
                "198.19.1.1",
                "198.51.100.1",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::a00:1",
                "2002:7f00:1::",
                "2002:c0a8:101::1",
                "2001:db8::1",
                "2001::1",
                "100::1"
            })
    void refused(String address) throws Exception {
        assertThat(AddressGuard.isPrivate(InetAddress.getByName(address))).isTrue();
        assertThatThrownBy(() -> guard.choose(address))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("private network");
        assertThat(new AddressGuard(true).choose(address)).isNotNull();
    }

    @ParameterizedTest
    @DisplayName("Public addresses are")
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.0.1",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "198.17.0.1",
                "198.20.0.1",
                "203.0.114.1",
                "2606:4700:4700::1111",
                "[2606:4700:4700::1111]",
                "2002:101:101::1",
                "64:ff9b::101:101",
                "2a00::1"
            })
    void allowed(String address) {
        assertThat(guard.choose(address)).isNotNull();
    }

    @Test
    @DisplayName("A name is judged by its addresses; one that does not exist is said not to")
    void names() {
        assertThatThrownBy(() -> guard.choose("localhost")).hasMessageContaining("private network");
        assertThatThrownBy(() -> guard.choose("no-such-host.invalid")).hasMessageContaining("no host");
    }
}
