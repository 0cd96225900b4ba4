package io.mediachassis.controller.headend.metadata.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressPolicyTest {
    private static final AddressPolicy OPEN = new AddressPolicy(List.of(), List.of());

    private static boolean may(AddressPolicy policy, String address) throws Exception {
        return policy.refusal(InetAddress.getByName(address)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true", "172.15.255.255, true", "172.32.0.1, true", "2606:4700::1111, true", "127.0.0.1, false",
        "10.1.2.3, false", "172.16.0.1, false", "172.31.255.255, false", "192.168.1.1, false", "169.254.169.254, false",
        "100.64.0.1, false", "0.0.0.0, false", "239.1.1.1, false", "255.255.255.255, false", "::1, false", "::, false",
        "fe80::1, false", "fc00::1, false", "fd12::1, false", "ff02::1, false", "::ffff:127.0.0.1, false",
        "64:ff9b::7f00:1, false", "2002:7f00:1::, false", "2001:db8::1, false"
    })
    void onlyTheOpenInternet(String address, boolean may) throws Exception {
        assertEquals(may, may(OPEN, address));
    }

    @Test
    void whatIsConfiguredToo_butNeverTheUnitItself() throws Exception {
        AddressPolicy policy = new AddressPolicy(List.of("127.0.0.0/8", "10.1.0.0/16"), List.of(InetAddress.getByName("127.0.1.101")));
        assertEquals(true, may(policy, "127.0.0.1"));
        assertEquals(true, may(policy, "10.1.255.1"));
        assertEquals(false, may(policy, "10.2.0.1"));
        assertEquals(false, may(policy, "127.0.1.101"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "example.org/8", "10.0.0.0/x", "/8"})
    void otherTextsAreNoNets(String text) {
        assertThrows(IllegalArgumentException.class, () -> new AddressPolicy(List.of(text), List.of()));
    }
}
