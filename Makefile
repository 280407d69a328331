.PHONY: demo test model docs

demo:
	./dev demo

test:
	./dev test

model:  ## rebuild the shipped model from training/corpus
	training/build.sh

docs:  ## build the documentation into site/
	mkdocs build --strict
