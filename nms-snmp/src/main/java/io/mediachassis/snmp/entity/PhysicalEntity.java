package io.mediachassis.snmp.entity;

import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.Sensor;
import org.jspecify.annotations.Nullable;

/**
 * One row of entPhysicalTable.
 *
 * @param index entPhysicalIndex, from {@link EntityIndex}
 * @param containedIn index of the parent, 0 for the chassis alone
 * @param position entPhysicalParentRelPos: place among its siblings of one class, -1 for the chassis
 * @param vendorType last arc of its registration under mediaChassisVendorTypes
 * @param name unique in the unit
 * @param descr never empty
 * @param software entPhysicalSoftwareRev, empty where the thing runs none of ours
 * @param fru may be replaced in the field
 * @param health what ENTITY-STATE-MIB says of it; null for what has no state of its own
 * @param sensor its reading, of a sensor alone
 */
public record PhysicalEntity(
        int index,
        int containedIn,
        PhysicalClass physicalClass,
        int position,
        int vendorType,
        String name,
        String descr,
        Identity identity,
        String software,
        boolean fru,
        @Nullable Health health,
        @Nullable Sensor sensor) {}
