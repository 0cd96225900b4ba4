package io.mediachassis.sim.device;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.ArrayList;
import java.util.List;

/** A device on the bench: asked directly, its time turned by hand, what it wants done kept. */
final class Bench {
    final Firmware device;
    final List<DeviceAction> wanted = new ArrayList<>();
    long nowNs;
    private int sequence;

    Bench(Firmware device) {
        this.device = device;
    }

    SerialFrame frame(long epoch, DeviceRequest request) {
        return new SerialFrame(SerialFrame.Type.REQUEST, device.address(), sequence++, epoch, 42,
                request.toByteString());
    }

    DeviceReply ask(int line, long epoch, DeviceRequest request) {
        return give(line, frame(epoch, request));
    }

    DeviceReply give(int line, SerialFrame frame) {
        DeviceReply reply = null;
        for (DeviceAction action : device.receive(line, frame, nowNs)) {
            if (action instanceof DeviceAction.Transmit transmit) {
                try {
                    reply = DeviceReply.parseFrom(transmit.frame().payload());
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            } else {
                wanted.add(action);
            }
        }
        step(0);
        if (reply == null) {
            throw new AssertionError("no reply");
        }
        return reply;
    }

    void step(long ms) {
        nowNs += ms * 1_000_000;
        wanted.addAll(device.step(nowNs));
    }

    List<DeviceAction> take() {
        List<DeviceAction> taken = List.copyOf(wanted);
        wanted.clear();
        return taken;
    }

    List<DeviceAction> takeBoard() {
        return take().stream().filter(DeviceAction.BoardPower.class::isInstance).toList();
    }
}
