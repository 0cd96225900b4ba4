package io.mediachassis.backplane.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBinderTest {
    enum Form {
        LOOPBACK,
        ARP
    }

    record Port(String address, int rtspPort) {
        Port {
            if (rtspPort < 1 || rtspPort > 65535) {
                throw new IllegalArgumentException("rtsp-port " + rtspPort + " is not in 1..65535");
            }
        }
    }

    record Everything(
            Path data,
            @Limits(min = "100ms", max = "1s") Duration patience,
            @Limits(min = "1MiB", unit = "bytes") long size,
            boolean on,
            Form form,
            Port main,
            List<Port> others) {}

    private static final String GOOD = "data=/d, patience=250ms, size=4MiB, on=true, form=arp,"
            + "main{address=a,rtsp-port=554}, others=[{address=b,rtsp-port=555}]";

    private static Everything bind(String text) {
        return RecordBinder.bind(ConfigFactory.parseString(text), "unit", Everything.class);
    }

    @Test
    void everyTypeIsBound() {
        Everything bound = bind(GOOD);
        assertEquals(
                new Everything(
                        Path.of("/d"),
                        Duration.ofMillis(250),
                        4 << 20,
                        true,
                        Form.ARP,
                        new Port("a", 554),
                        List.of(new Port("b", 555))),
                bound);
    }

    @Test
    void anUnknownKeyIsNamed() {
        var e = assertThrows(ConfigurationException.class, () -> bind(GOOD + ", sise=3"));
        assertTrue(e.getMessage().contains("Unknown key unit.sise"), e.getMessage());
    }

    @Test
    void aMissingKeyIsNamed() {
        var e = assertThrows(ConfigurationException.class, () -> bind(GOOD.replace("on=true,", "")));
        assertTrue(e.getMessage().startsWith("Missing key unit.on;"), e.getMessage());
    }

    @Test
    void aLimitIsCheckedWhereItStands() {
        var e = assertThrows(ConfigurationException.class, () -> bind(GOOD.replace("rtsp-port=555", "rtsp-port=70000")));
        assertEquals("unit.others[0]: rtsp-port 70000 is not in 1..65535", e.getMessage());
    }

    @Test
    void aDeclaredLimitIsCheckedAndSaid() {
        var late = assertThrows(ConfigurationException.class, () -> bind(GOOD.replace("250ms", "1001ms")));
        assertEquals("unit.patience = 1001 ms: takes 100ms to 1s", late.getMessage());
        var soon = assertThrows(ConfigurationException.class, () -> bind(GOOD.replace("250ms", "99ms")));
        assertEquals("unit.patience = 99 ms: takes 100ms to 1s", soon.getMessage());
        var small = assertThrows(ConfigurationException.class, () -> bind(GOOD.replace("4MiB", "1048575")));
        assertEquals("unit.size = 1048575: takes at least 1MiB bytes", small.getMessage());
        assertEquals(Duration.ofSeconds(1), bind(GOOD.replace("250ms", "1s")).patience());
    }

    @Test
    void aWrongEnumNamesTheChoices() {
        var e = assertThrows(ConfigurationException.class, () -> bind(GOOD.replace("form=arp", "form=apr")));
        assertEquals("unit.form = apr: takes one of [loopback, arp]", e.getMessage());
    }
}
