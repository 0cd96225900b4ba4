package io.mediachassis.controller.controller;

import io.mediachassis.backplane.proto.CoolingZoneMemory;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.DoubtedSensor;
import io.mediachassis.controller.cooling.LearnedMinimum;
import io.mediachassis.controller.cooling.SensorTrust;
import io.mediachassis.controller.cooling.ZoneMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the cooling, as controllers tell it one another and keep it in a file: the message's bytes. */
final class CoolingText {
    private static final Logger LOG = LoggerFactory.getLogger(CoolingText.class);

    private CoolingText() {}

    static io.mediachassis.backplane.proto.CoolingMemory toProto(CoolingMemory memory) {
        var message = io.mediachassis.backplane.proto.CoolingMemory.newBuilder().setFanTrays(memory.trays());
        for (ZoneMemory zone : memory.zones()) {
            message.addZones(CoolingZoneMemory.newBuilder()
                    .setZone(zone.zone())
                    .setLevelPercent(zone.level())
                    .setOrderedPercent(zone.ordered())
                    .setMinimumPercent(zone.learned().percent())
                    .setInletCelsius(zone.learned().inlet())
                    .setWatts(zone.learned().watts()));
        }
        for (DoubtedSensor sensor : memory.doubted()) {
            message.addDoubted(io.mediachassis.backplane.proto.DoubtedSensor.newBuilder()
                    .setAddress(sensor.place().address())
                    .setIndex(sensor.place().index())
                    .setBootNonce(sensor.bootNonce())
                    .setFault(sensor.doubt().fault())
                    .setGoodCelsius(sensor.doubt().good())
                    .setShownCelsius(sensor.doubt().shown())
                    .setJumpKelvin(sensor.doubt().jump())
                    .setMoves(sensor.doubt().moves()));
        }
        return message.build();
    }

    static CoolingMemory of(io.mediachassis.backplane.proto.CoolingMemory message) {
        List<ZoneMemory> zones = new ArrayList<>();
        for (CoolingZoneMemory zone : message.getZonesList()) {
            zones.add(new ZoneMemory(zone.getZone(), zone.getLevelPercent(), zone.getOrderedPercent(),
                    new LearnedMinimum.Learned(zone.getMinimumPercent(), zone.getInletCelsius(), zone.getWatts())));
        }
        List<DoubtedSensor> doubted = new ArrayList<>();
        for (io.mediachassis.backplane.proto.DoubtedSensor sensor : message.getDoubtedList()) {
            doubted.add(new DoubtedSensor(
                    new CoolingView.Place(sensor.getAddress(), SensorKind.TEMPERATURE, sensor.getIndex()),
                    sensor.getBootNonce(),
                    new SensorTrust.Doubt(sensor.getFault(), sensor.getGoodCelsius(), sensor.getShownCelsius(),
                            sensor.getJumpKelvin(), sensor.getMoves())));
        }
        return new CoolingMemory(zones, message.getFanTrays(), doubted);
    }

    /** For the file: what was learned, and which sensors lie. Levels and trays are of the moment, and found anew. */
    static byte[] bytes(CoolingMemory memory) {
        var message = toProto(memory).toBuilder().clearFanTrays();
        message.getZonesBuilderList().forEach(zone -> zone.clearLevelPercent().setOrderedPercent(-1));
        return message.build().toByteArray();
    }

    /** What a file holds; nothing where there is none or it can't be read. */
    static CoolingMemory read(Path file) {
        try {
            return Files.exists(file)
                    ? of(io.mediachassis.backplane.proto.CoolingMemory.parseFrom(Files.readAllBytes(file)))
                    : CoolingMemory.NONE;
        } catch (IOException e) {
            LOG.warn("{} can't be read; the minima of the fans are learned again", file);
            return CoolingMemory.NONE;
        }
    }
}
