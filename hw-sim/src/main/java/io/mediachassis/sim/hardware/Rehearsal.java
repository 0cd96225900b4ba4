package io.mediachassis.sim.hardware;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.proto.SetPower;
import io.mediachassis.backplane.serial.SerialFrame;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.device.Firmware;
import io.mediachassis.sim.device.NonVolatile;
import io.mediachassis.sim.wire.Bus;
import java.util.List;
import java.util.Random;

/**
 * Goes once through everything between a request's first byte and its answer's last on devices of its own. A real CBC
 * answers its first request as fast as its thousandth; a cold virtual machine on a busy processor takes longer than a
 * master waits.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** Returns how many bytes came back. */
    static int run() {
        Bus bus = Bus.multiDrop(new Random(1));
        DeviceNode node = new DeviceNode(on -> { });
        node.connect(Firmware.BUS_LINE, bus);
        node.place(new CbcFirmware(DeviceIdentity.getDefaultInstance(), 1, NonVolatile.inMemory(), 1));
        int[] heard = new int[1];
        int master = bus.attach((bytes, length, nowNs) -> heard[0] += length);
        List<ByteString> requests = List.of(
                DeviceRequest.newBuilder().setPoll(Poll.getDefaultInstance()).build().toByteString(),
                DeviceRequest.newBuilder().setSetPower(SetPower.newBuilder().setOn(true)).build().toByteString());
        long nowNs = 0;
        for (int i = 0; i < 100; i++) {
            bus.transmit(master, new SerialFrame(
                    SerialFrame.Type.REQUEST, 1, i, 1, 1, requests.get(i % 2)).encode(), nowNs);
            nowNs += 10_000_000;
            bus.step(nowNs);
            node.step(nowNs);
            nowNs += 20_000_000;
            bus.step(nowNs);
        }
        return heard[0];
    }
}
