package io.mediachassis.controller.unit;

import io.mediachassis.backplane.proto.CoolingZoneStatus;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.SensorState;
import io.mediachassis.controller.cooling.ZoneSight;
import java.util.List;

/** The cooling as messages: zones, what sensors are held against, what heat has done to blades. Pure; any thread. */
final class CoolingModel {
    private CoolingModel() {}

    static CoolingZoneStatus zone(CoolingView.Zone zone, double target) {
        ZoneSight sight = zone.sight();
        CoolingZoneStatus.Builder status = CoolingZoneStatus.newBuilder()
                .setName(zone.name())
                .addAllSlots(zone.slots())
                .addAllFanTrays(zone.trays())
                .setState(CoolingZoneStatus.State.forNumber(zone.state().number()))
                .setReason(zone.reason())
                .setLevelPercent((int) Math.round(zone.level()))
                .setOrderedPercent(Math.max(0, zone.ordered()))
                .setMinimumPercent(zone.minimum())
                .setTargetMilliCelsius(milli(target))
                .setWatts((int) Math.round(sight.zoneWatts()))
                .setFans(sight.fans())
                .setFansWorking(sight.working())
                .setSensorsLost(sight.lost());
        if (!Double.isNaN(sight.hottest())) {
            status.setHottestMilliCelsius(milli(sight.hottest()))
                    .setHottestSlot(zone.hottestAt().address())
                    .setHottestSensor(SensorTable.number(zone.hottestAt().kind(), zone.hottestAt().index()));
        }
        if (!Double.isNaN(sight.inlet())) {
            status.setInletMilliCelsius(milli(sight.inlet()));
        }
        return status.build();
    }

    /** Adds where a sensor stands. One that is not believed is shown as out of order, without its value. */
    static void stand(Sensor.Builder sensor, SensorState state, double scale) {
        sensor.setStanding(Standing.forNumber(number(state.standing())))
                .addAllUpperMilli(milli(state.thresholds().upper(), scale))
                .addAllLowerMilli(milli(state.thresholds().lower(), scale))
                .setFault(state.fault());
        if (!state.fault().isEmpty()) {
            sensor.setStatus(Sensor.Status.NONOPERATIONAL).clearMilli();
        }
    }

    private static int number(io.mediachassis.controller.cooling.Standing standing) {
        return standing.degree() == 0 ? 1 : standing.tooHigh(1) ? 1 + standing.degree() : 4 + standing.degree();
    }

    static void heat(SlotStatus.Builder slot, CoolingView cooling) {
        CoolingView.Heat heat = cooling.heats().get(slot.getSlot());
        slot.setHeat(heat == null ? Heat.HEAT_NORMAL : switch (heat.state()) {
            case NORMAL -> Heat.HEAT_NORMAL;
            case THROTTLED -> Heat.THROTTLED;
            case LEAVING -> Heat.LEAVING;
            case OFF -> Heat.OFF_UNTIL_COOL;
        });
        slot.setAdmittedPercent(heat == null ? 100 : heat.admitted());
    }

    private static List<Long> milli(List<Double> values, double scale) {
        return values.stream().map(value -> milli(value * scale)).toList();
    }

    private static long milli(double value) {
        return Math.round(value * 1000);
    }
}
