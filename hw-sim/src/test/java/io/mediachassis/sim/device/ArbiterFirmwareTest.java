package io.mediachassis.sim.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceReply.Result;
import io.mediachassis.backplane.serial.SerialFrame;
import org.junit.jupiter.api.Test;

class ArbiterFirmwareTest {
    private final NonVolatile memory = NonVolatile.inMemory();
    private final ArbiterFirmware arbiter = new ArbiterFirmware(DeviceIdentity.getDefaultInstance(), memory, 1);
    private final Bench bench = new Bench(arbiter);

    @Test
    void oneClaimWinsAndTheOtherWaitsForSilence() {
        DeviceReply won = bench.ask(1, 0, Order.claim(0));
        assertEquals(Result.OK, won.getResult());
        assertEquals(1, won.getArbiter().getEpoch());
        assertEquals(1, won.getArbiter().getHolder());
        assertEquals(Result.CLAIM_LOST, bench.ask(2, 0, Order.claim(0)).getResult());
        assertEquals(Result.REFUSED, bench.ask(2, 0, Order.claim(1)).getResult());
        bench.step(700);
        assertEquals(Result.OK, bench.ask(1, 1, Order.refresh(1)).getResult());
        bench.step(700);
        assertEquals(Result.REFUSED, bench.ask(2, 0, Order.claim(1)).getResult());
        bench.step(301);
        assertEquals(Result.OK, bench.ask(2, 0, Order.claim(1)).getResult());
        assertEquals(Result.STALE_EPOCH, bench.ask(1, 1, Order.refresh(1)).getResult());
        assertEquals(Result.REFUSED, bench.ask(1, 1, Order.refresh(2)).getResult());
        assertEquals(2, arbiter.holder());
    }

    @Test
    void aRepeatedClaimRaisesTheEpochOnce() {
        SerialFrame claim = bench.frame(0, Order.claim(0));
        assertEquals(Result.OK, bench.give(1, claim).getResult());
        assertEquals(Result.OK, bench.give(1, claim).getResult());
        assertEquals(1, arbiter.epoch());
    }

    @Test
    void theEpochOutlivesAPowerCutAndTheHolderDoesNot() {
        bench.ask(1, 0, Order.claim(0));
        Bench again = new Bench(new ArbiterFirmware(DeviceIdentity.getDefaultInstance(), memory, 1));
        assertEquals(1, again.ask(2, 0, Order.poll()).getArbiter().getEpoch());
        assertEquals(0, again.ask(2, 0, Order.poll()).getArbiter().getHolder());
        assertEquals(2, again.ask(2, 0, Order.claim(1)).getArbiter().getEpoch());
    }

    @Test
    void releasedItIsFreeAtOnce() {
        bench.ask(1, 0, Order.claim(0));
        assertEquals(Result.REFUSED, bench.ask(2, 0, Order.release(1)).getResult());
        assertEquals(Result.OK, bench.ask(1, 0, Order.release(1)).getResult());
        assertEquals(Result.OK, bench.ask(2, 0, Order.claim(1)).getResult());
    }

    @Test
    void aPeerIsHealthyAsLongAsItsLineSpeaks() {
        assertFalse(bench.ask(1, 0, Order.poll()).getArbiter().getPeerHealthy());
        bench.ask(2, 0, Order.poll());
        assertTrue(bench.ask(1, 0, Order.poll()).getArbiter().getPeerHealthy());
        bench.step(1001);
        assertFalse(bench.ask(1, 0, Order.poll()).getArbiter().getPeerHealthy());
        arbiter.controllerPresent(2, false);
        assertFalse(bench.ask(1, 0, Order.poll()).getArbiter().getPeerPresent());
    }
}
