import SpikeExperiments

print("spikelab")
