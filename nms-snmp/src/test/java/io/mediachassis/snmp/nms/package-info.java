/** Tests of what managers show of the unit: their discovery rules, and our files for them, over a walk of the agent. */
@NullMarked
package io.mediachassis.snmp.nms;

import org.jspecify.annotations.NullMarked;
