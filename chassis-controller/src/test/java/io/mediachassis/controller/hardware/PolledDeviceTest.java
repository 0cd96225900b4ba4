package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolledDeviceTest {
    private static final HardwarePoll.Settings SETTINGS = new HardwarePoll.Settings(2, 1000, 0, 4);

    private final PolledDevice device = new PolledDevice(3);
    private final List<BusFinding> findings = new ArrayList<>();

    private void identify() {
        device.onReply(
                DeviceReply.newBuilder().setIdentity(DeviceIdentity.getDefaultInstance()).build(), findings);
    }

    /** The numbers of the events that this status is the first to show. */
    private List<Integer> status(int nonce, int... events) {
        DeviceStatus.Builder status = DeviceStatus.newBuilder().setBootNonce(nonce);
        for (int number : events) {
            status.addEvents(DeviceEvent.newBuilder().setNumber(number));
        }
        findings.clear();
        device.onReply(DeviceReply.newBuilder().setStatus(status).build(), findings);
        return findings.stream()
                .filter(BusFinding.EventSeen.class::isInstance)
                .map(f -> ((BusFinding.EventSeen) f).event().getNumber())
                .toList();
    }

    private int acknowledged() {
        return device.question(true, 0).getPoll().getAcknowledgeThrough();
    }

    @Test
    void isAskedWhatItIsBeforeHowItIsUnlessThatIsUrgent() {
        assertTrue(device.question(false, 0).hasIdentify());
        assertTrue(device.question(true, 0).hasPoll());
        identify();
        assertTrue(device.question(false, 0).hasPoll());
    }

    @Test
    void anEventIsSeenOnceAndAcknowledgedOnceItIsStored() {
        assertEquals(List.of(1, 2), status(7, 1, 2));
        assertEquals(List.of(3), status(7, 1, 2, 3));
        assertEquals(0, acknowledged());
        device.onStored(7, 2);
        assertEquals(2, acknowledged());
        device.onStored(7, 9);
        assertEquals(3, acknowledged(), "nothing that was never seen");
    }

    @Test
    void newFirmwareStartsAtOneAndIsAskedAgainWhatItIs() {
        status(7, 1, 2);
        identify();
        assertEquals(List.of(1), status(8, 1));
        assertTrue(device.question(false, 0).hasIdentify());
        device.onStored(7, 2);
        assertEquals(0, acknowledged(), "those were another run's events");
    }

    @Test
    void isGivenUpAfterSomeTriesAndTriedNowAndThen() {
        identify();
        assertTrue(device.reachable());
        findings.clear();
        device.onNoAnswer(SETTINGS, findings);
        assertTrue(device.reachable() && !device.silent(SETTINGS));
        device.onNoAnswer(SETTINGS, findings);
        device.onNoAnswer(SETTINGS, findings);
        assertEquals(List.of(new BusFinding.Unreachable(3)), findings, "said once");
        assertTrue(device.silent(SETTINGS));
        assertTrue(device.question(false, 500).hasIdentify(), "it may be another board by now");
        assertFalse(device.worthATry(SETTINGS, 1499));
        assertTrue(device.worthATry(SETTINGS, 1500));
    }
}
