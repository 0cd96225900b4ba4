package io.mediachassis.controller.headend.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.headend.auth.DeviceCodes.Answer;
import io.mediachassis.controller.headend.auth.DeviceCodes.Started;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeviceCodesTest {
    private static final long SECOND = 1_000_000_000L;

    private final DeviceCodes codes = new DeviceCodes(new Random(8628));
    private long nowNs = 5 * SECOND;

    private Started start() {
        return codes.start("192.0.2.7", nowNs).orElseThrow();
    }

    @Test
    void letInOnceItsSubscriberConfirms() {
        Started console = start();
        assertTrue(console.userCode().matches("[B-Z]{4}-[B-Z]{4}"), console.userCode());
        assertEquals(new Answer.Pending(), codes.ask(console.deviceCode(), nowNs));
        assertEquals(new Answer.SlowDown(), codes.ask(console.deviceCode(), nowNs + SECOND));
        assertFalse(codes.confirm("BBBB-BBBB", "anna", nowNs));
        assertTrue(codes.confirm(console.userCode().toLowerCase(Locale.ROOT).replace('-', ' '), "anna", nowNs));
        assertFalse(codes.confirm(console.userCode(), "mallory", nowNs), "it is let in once");
        nowNs += 20 * SECOND;
        assertEquals(new Answer.Confirmed("anna"), codes.ask(console.deviceCode(), nowNs));
        assertEquals(new Answer.Expired(), codes.ask(console.deviceCode(), nowNs), "and told once");
        assertEquals(new Answer.Expired(), codes.ask(console.userCode(), nowNs));
    }

    @Test
    void isNothingAfterTenMinutes() {
        Started console = start();
        nowNs += DeviceCodes.LIFETIME.toNanos();
        assertFalse(codes.confirm(console.userCode(), "anna", nowNs));
        assertEquals(new Answer.Expired(), codes.ask(console.deviceCode(), nowNs));
    }

    @Test
    void oneAddressDoesNotTakeAllPlaces() {
        int started = 0;
        while (codes.start("192.0.2.7", nowNs).isPresent()) {
            started++;
        }
        assertEquals(50, started);
        assertTrue(codes.start("192.0.2.8", nowNs).isPresent());
        nowNs += DeviceCodes.LIFETIME.toNanos();
        assertTrue(codes.start("192.0.2.7", nowNs).isPresent());
    }
}
